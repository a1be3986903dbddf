mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name                = "example-prod-graph"
  engine_version      = "1.4.5.1"
  min_capacity        = 1
  max_capacity        = 8
  instances           = 2
  backup_days         = 14
  deletion_protection = true
  final_snapshot      = true
  apply_immediately   = false
  log_retention_days  = 90
  subnet_ids          = ["subnet-a", "subnet-b"]
  vpc_id              = "vpc-1"
}

run "neptune_prod" {
  command = plan

  module {
    source = "./modules/neptune"
  }

  assert {
    condition     = aws_neptune_cluster.this.storage_encrypted && aws_neptune_cluster.this.iam_database_authentication_enabled
    error_message = "The graph must be encrypted, and every login signed by a role."
  }

  assert {
    condition     = alltrue([for instance in aws_neptune_cluster_instance.this : !instance.publicly_accessible]) && length(aws_security_group.this.ingress) == 0
    error_message = "The graph must have no public address, and let nobody in by itself."
  }

  assert {
    condition     = aws_neptune_cluster.this.deletion_protection && !aws_neptune_cluster.this.skip_final_snapshot && aws_neptune_cluster.this.backup_retention_period == 14
    error_message = "The graph must refuse to be destroyed, keep backups, and leave a last one."
  }

  assert {
    condition     = contains(aws_neptune_cluster.this.enable_cloudwatch_logs_exports, "audit") && contains([for parameter in aws_neptune_cluster_parameter_group.this.parameter : "${parameter.name}=${parameter.value}"], "neptune_enable_audit_log=1")
    error_message = "Who asks for what must be logged."
  }
}
