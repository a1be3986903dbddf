# A cluster that is there already: looked up, never changed.

data "aws_rds_cluster" "this" {
  cluster_identifier = var.cluster_identifier

  lifecycle {
    postcondition {
      condition     = self.engine == "aurora-postgresql" && self.iam_database_authentication_enabled
      error_message = "The cluster must be Aurora PostgreSQL with IAM authentication, with which components log in."
    }

    postcondition {
      condition     = contains(self.vpc_security_group_ids, var.security_group_id)
      error_message = "security_group_id must be a security group of the cluster."
    }
  }
}
