# An instance that is there already: looked up, never changed. The data source doesn't say whether it has IAM authentication.

data "aws_db_instance" "this" {
  db_instance_identifier = var.instance_identifier

  lifecycle {
    postcondition {
      condition     = self.engine == "postgres"
      error_message = "The instance must be PostgreSQL."
    }

    postcondition {
      condition     = contains(self.vpc_security_groups, var.security_group_id)
      error_message = "security_group_id must be a security group of the instance."
    }
  }
}
