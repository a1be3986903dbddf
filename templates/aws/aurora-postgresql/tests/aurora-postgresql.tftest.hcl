mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name                = "example-prod-db"
  engine_version      = "17"
  database            = "app"
  min_capacity        = 0.5
  max_capacity        = 4
  instances           = 2
  backup_days         = 14
  deletion_protection = true
  vpc_id              = "vpc-0a1b2c3d4e5f60718"
  subnet_ids          = ["subnet-0a1b2c3d4e5f60718", "subnet-1a1b2c3d4e5f60718"]
  region              = "us-east-1"
  cluster_arn         = "arn:aws:ecs:us-east-1:123456789012:cluster/example"
  setup_role_arn      = "arn:aws:iam::123456789012:role/setup"
  setup_subnet_ids    = ["subnet-2a1b2c3d4e5f60718", "subnet-3a1b2c3d4e5f60718"]
  log_retention_days  = 365
}

run "aurora_postgresql_prod" {
  command = plan

  module {
    source = "./modules/aurora-postgresql"
  }

  assert {
    condition     = length(aws_rds_cluster_instance.this) == 2 && alltrue([for instance in aws_rds_cluster_instance.this : !instance.publicly_accessible])
    error_message = "Every instance must be without a public address."
  }

  assert {
    condition     = length(aws_security_group.this.ingress) == 0 && length(aws_security_group.this.egress) == 0
    error_message = "The group must have no rules of its own: those of the flows are in flows.tf."
  }

  assert {
    condition     = toset(aws_rds_cluster.this.vpc_security_group_ids) == toset([aws_security_group.this.id])
    error_message = "The cluster must be in its own security group and in no other."
  }

  assert {
    condition     = aws_rds_cluster.this.storage_encrypted
    error_message = "The data must be encrypted."
  }

  assert {
    condition     = anytrue([for parameter in aws_rds_cluster_parameter_group.this.parameter : parameter.name == "rds.force_ssl" && parameter.value == "1"])
    error_message = "Connections without TLS must be refused."
  }

  assert {
    condition     = aws_rds_cluster.this.db_cluster_parameter_group_name == aws_rds_cluster_parameter_group.this.name
    error_message = "The cluster must use the parameters that demand TLS."
  }

  assert {
    condition     = aws_rds_cluster.this.iam_database_authentication_enabled && aws_rds_cluster.this.manage_master_user_password
    error_message = "The code must log in with IAM, and RDS must keep the administrator's password."
  }

  assert {
    condition     = aws_rds_cluster.this.deletion_protection && !aws_rds_cluster.this.skip_final_snapshot
    error_message = "With deletion_protection the cluster must refuse to be destroyed, and with final_snapshot leave a last snapshot."
  }

  assert {
    condition     = aws_rds_cluster.this.backup_retention_period == var.backup_days
    error_message = "Backups must be kept for backup_days."
  }

  assert {
    condition     = contains(aws_rds_cluster.this.enabled_cloudwatch_logs_exports, "postgresql") && aws_cloudwatch_log_group.postgresql.retention_in_days == 365
    error_message = "The database's log must be kept for log_retention_days."
  }
}

run "aurora_postgresql_dev" {
  command = plan

  module {
    source = "./modules/aurora-postgresql"
  }

  variables {
    min_capacity        = 0
    max_capacity        = 1
    instances           = 1
    deletion_protection = false
  }

  assert {
    condition     = aws_rds_cluster.this.storage_encrypted && !aws_rds_cluster_instance.this[0].publicly_accessible
    error_message = "Without protection from deletion the database must be closed all the same."
  }
}
