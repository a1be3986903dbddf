mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name                = "example-prod-db"
  engine_version      = "17"
  database            = "app"
  instance_class      = "db.t4g.medium"
  storage_gb          = 32
  high_availability   = true
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

run "rds_postgresql_prod" {
  command = plan

  module {
    source = "./modules/rds-postgresql"
  }

  assert {
    condition     = !aws_db_instance.this.publicly_accessible
    error_message = "The database must have no public address."
  }

  assert {
    condition     = length(aws_security_group.this.ingress) == 0 && length(aws_security_group.this.egress) == 0
    error_message = "The group must have no rules of its own: those of the flows are in flows.tf."
  }

  assert {
    condition     = toset(aws_db_instance.this.vpc_security_group_ids) == toset([aws_security_group.this.id])
    error_message = "The database must be in its own security group and in no other."
  }

  assert {
    condition     = aws_db_instance.this.storage_encrypted
    error_message = "The data must be encrypted."
  }

  assert {
    condition     = anytrue([for parameter in aws_db_parameter_group.this.parameter : parameter.name == "rds.force_ssl" && parameter.value == "1"])
    error_message = "Connections without TLS must be refused."
  }

  assert {
    condition     = aws_db_instance.this.parameter_group_name == aws_db_parameter_group.this.name
    error_message = "The database must use the parameters that demand TLS."
  }

  assert {
    condition     = aws_db_instance.this.iam_database_authentication_enabled && aws_db_instance.this.manage_master_user_password
    error_message = "The code must log in with IAM, and RDS must keep the administrator's password."
  }

  assert {
    condition     = aws_db_instance.this.deletion_protection && !aws_db_instance.this.skip_final_snapshot
    error_message = "With deletion_protection the database must refuse to be destroyed, and with final_snapshot leave a last snapshot."
  }

  assert {
    condition     = aws_db_instance.this.multi_az && aws_db_instance.this.backup_retention_period == var.backup_days
    error_message = "A standby must wait in another zone, and backups must be kept for backup_days."
  }

  assert {
    condition     = contains(aws_db_instance.this.enabled_cloudwatch_logs_exports, "postgresql")
    error_message = "The database must write its log."
  }
}
