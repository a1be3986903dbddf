# Valkey without nodes: billed by the data kept and the work done, over TLS, with logins by IAM.

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

resource "aws_elasticache_serverless_cache" "this" {
  name                     = var.name
  description              = "Cache ${var.name}"
  engine                   = "valkey"
  major_engine_version     = "8"
  subnet_ids               = var.subnet_ids
  security_group_ids       = [aws_security_group.this.id]
  user_group_id            = aws_elasticache_user_group.this.user_group_id
  snapshot_retention_limit = var.snapshot_days

  cache_usage_limits {
    data_storage {
      maximum = var.max_gb
      unit    = "GB"
    }
  }

  tags = var.tags
}
