# As whom the setup job runs, and where its password comes from.

mock_provider "aws" {
  mock_resource "aws_ecs_task_definition" {
    defaults = { arn = "arn:aws:ecs:us-east-1:123456789012:task-definition/mock:1" }
  }

  mock_resource "aws_rds_cluster" {
    defaults = {
      endpoint           = "mock.cluster-abc123.us-east-1.rds.amazonaws.com"
      master_user_secret = [{ secret_arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds-mock" }]
      port               = 5432
    }
  }
}

variables {
  apply_immediately   = false
  backup_days         = 7
  cluster_arn         = "arn:aws:ecs:us-east-1:123456789012:cluster/demo"
  database            = "app"
  deletion_protection = true
  engine_version      = "17"
  final_snapshot      = true
  instances           = 1
  log_retention_days  = 30
  logins              = { web = { name = "web", actions = ["read"] } }
  max_capacity        = 2
  min_capacity        = 0.5
  name                = "demo-db"
  region              = "us-east-1"
  setup_role_arn      = "arn:aws:iam::123456789012:role/demo-db-setup"
  setup_subnet_ids    = ["subnet-3", "subnet-4"]
  subnet_ids          = ["subnet-1", "subnet-2"]
  vpc_id              = "vpc-1"
}

run "setup_job" {
  assert {
    condition     = aws_ecs_task_definition.setup.execution_role_arn == var.setup_role_arn && aws_ecs_task_definition.setup.task_role_arn == null
    error_message = "The container itself has no role."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.setup.container_definitions)[0].secrets == [{ name = "PGPASSWORD", valueFrom = "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds-mock:password::" }]
    error_message = "The password comes from the secret of RDS."
  }

  assert {
    condition = { for each in jsondecode(aws_ecs_task_definition.setup.container_definitions)[0].environment : each.name => each.value if each.name != "SETUP_SQL" } == {
      LOGINS            = jsonencode([{ actions = ["read"], name = "web" }])
      PGCONNECT_TIMEOUT = "60"
      PGDATABASE        = "app"
      PGHOST            = "mock.cluster-abc123.us-east-1.rds.amazonaws.com"
      PGPORT            = "5432"
      PGSSLMODE         = "require"
      PGUSER            = "postgres"
    }
    error_message = "The job logs in as the administrator, over TLS, and no variable holds a password."
  }

  assert {
    condition     = output.setup.subnets == tolist(["subnet-3", "subnet-4"]) && output.setup.security_group == aws_security_group.setup.id && output.setup.cluster == var.cluster_arn
    error_message = "setup.sh starts the job in its own security group and subnets."
  }
}
