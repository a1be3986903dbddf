# Moto has no call for user groups, and forgets what would replace a replication group: its encryption and its subnets.

resource "aws_elasticache_user_group" "this" {
  count = 0
}

resource "aws_elasticache_replication_group" "this" {
  user_group_ids = null

  lifecycle {
    ignore_changes = [at_rest_encryption_enabled, subnet_group_name]
  }
}
