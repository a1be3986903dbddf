# Moto has no call for user groups, and forgets most of a replication group's settings.

resource "aws_elasticache_user_group" "this" {
  count = 0
}

resource "aws_elasticache_replication_group" "this" {
  user_group_ids = null

  lifecycle {
    ignore_changes = all
  }
}
