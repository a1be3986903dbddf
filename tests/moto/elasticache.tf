# Moto has no call for user groups.

resource "aws_elasticache_user_group" "this" {
  count = 0
}

resource "aws_elasticache_replication_group" "this" {
  user_group_ids = null
}
