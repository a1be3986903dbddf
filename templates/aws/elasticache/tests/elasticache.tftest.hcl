mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name           = "example-prod-cache"
  node_type      = "cache.t4g.medium"
  nodes          = 2
  snapshot_days  = 7
  engine_version = "8.0"
  vpc_id         = "vpc-0a1b2c3d4e5f60718"
  subnet_ids     = ["subnet-0a1b2c3d4e5f60718", "subnet-1a1b2c3d4e5f60718"]
  users          = { reader = "read", web = "read-write", writer = "write" }
}

run "elasticache_prod" {
  command = plan

  module {
    source = "./modules/elasticache"
  }

  assert {
    condition     = aws_elasticache_replication_group.this.transit_encryption_enabled && aws_elasticache_replication_group.this.transit_encryption_mode == "required"
    error_message = "Connections without TLS must be refused."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.at_rest_encryption_enabled == "true"
    error_message = "The data must be encrypted."
  }

  assert {
    condition     = length(aws_security_group.this.ingress) == 0 && length(aws_security_group.this.egress) == 0
    error_message = "The group must have no rules of its own: those of the flows are in flows.tf."
  }

  assert {
    condition     = toset(aws_elasticache_replication_group.this.security_group_ids) == toset([aws_security_group.this.id])
    error_message = "The cache must be in its own security group and in no other."
  }

  assert {
    condition     = toset(aws_elasticache_replication_group.this.user_group_ids) == toset([aws_elasticache_user_group.this.user_group_id])
    error_message = "Only the users of the flows may log in."
  }

  assert {
    condition     = alltrue([for user in aws_elasticache_user.this : one(user.authentication_mode[*].type) == "iam"])
    error_message = "Every user must log in with IAM: there is no password."
  }

  assert {
    condition = { for component, user in aws_elasticache_user.this : component => user.access_string } == {
      reader = "on ~* -@all +@read +@connection +@fast -@write -@admin -@dangerous"
      web    = "on ~* +@all -@admin -@dangerous"
      writer = "on ~* -@all +@write +@connection -@admin -@dangerous"
    }
    error_message = "A user may do what its flow says, and never administer."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.multi_az_enabled && aws_elasticache_replication_group.this.automatic_failover_enabled && aws_elasticache_replication_group.this.snapshot_retention_limit == 7
    error_message = "With several nodes one must take over in another zone, and snapshots must be kept for snapshot_days."
  }
}
