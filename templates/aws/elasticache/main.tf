# Valkey on nodes, over TLS. Who connects proves it with IAM: there is no password.

resource "aws_elasticache_subnet_group" "this" {
  name        = var.name
  description = "Subnets of ${var.name}"
  subnet_ids  = var.subnet_ids

  tags = var.tags
}

resource "aws_security_group" "this" {
  name        = var.name
  description = "Cache ${var.name}"
  vpc_id      = var.vpc_id

  tags = merge(var.tags, { Name = var.name })
}

locals {
  # What each kind of flow may do. Nobody administers the cache with a component's login.
  access = {
    read         = "on ~* -@all +@read +@connection +@fast -@write -@admin -@dangerous"
    write        = "on ~* -@all +@write +@connection -@admin -@dangerous"
    "read-write" = "on ~* +@all -@admin -@dangerous"
  }

  # An id has 40 characters at most; the hash tells callers apart.
  user_ids = {
    for component, access in var.users :
    component => "${trimsuffix(substr(var.name, 0, 30), "-")}-${substr(sha256("${var.name}/${component}"), 0, 8)}"
  }
}

# One login per caller, by IAM: there is no password.
resource "aws_elasticache_user" "this" {
  for_each = var.users

  user_id       = local.user_ids[each.key]
  user_name     = local.user_ids[each.key] # A login with IAM wants both names the same.
  engine        = "valkey"
  access_string = local.access[each.value]

  authentication_mode {
    type = "iam"
  }

  tags = merge(var.tags, { Caller = each.key })
}

resource "aws_elasticache_user_group" "this" {
  user_group_id = var.name
  engine        = "valkey"
  user_ids      = [for user in aws_elasticache_user.this : user.user_id]

  tags = var.tags
}

resource "aws_elasticache_replication_group" "this" {
  # checkov:skip=CKV_AWS_191: AWS's own key encrypts it; a customer key costs money and adds a kms grant to every flow.
  # checkov:skip=CKV2_AWS_50: On as soon as there is a second node.
  replication_group_id = var.name
  description          = "Cache ${var.name}"
  engine               = "valkey"
  engine_version       = var.engine_version
  node_type            = var.node_type
  num_cache_clusters   = var.nodes
  port                 = 6379 # The provider doesn't read the default back, and the rules of the flows need it.

  # A replica is there to take over.
  automatic_failover_enabled = var.nodes > 1
  multi_az_enabled           = var.nodes > 1

  subnet_group_name          = aws_elasticache_subnet_group.this.name
  security_group_ids         = [aws_security_group.this.id]
  user_group_ids             = [aws_elasticache_user_group.this.user_group_id]
  at_rest_encryption_enabled = true
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"

  # ElastiCache would raise the minor version by itself, and the provider replaces a cache whose version is below what it finds.
  auto_minor_version_upgrade = false
  apply_immediately          = var.apply_immediately
  snapshot_retention_limit   = var.snapshot_days

  tags = var.tags
}
