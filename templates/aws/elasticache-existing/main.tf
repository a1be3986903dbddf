# A cache that is there already: looked up, never changed. Users belong to its user group, so components log in as one that is in it.

data "aws_elasticache_replication_group" "this" {
  replication_group_id = var.replication_group_id

  lifecycle {
    postcondition {
      condition     = self.num_node_groups == 1 && self.primary_endpoint_address != null
      error_message = "The cache must have one node group (cluster mode disabled): components know one address to write to."
    }
  }
}

locals {
  # A user with an IAM login has its id for a name.
  user_arn = replace(data.aws_elasticache_replication_group.this.arn, "/:replicationgroup:.*/", ":user:${var.user_id}")
}
