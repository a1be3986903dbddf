mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name               = "example-prod-fetch"
  cpu_units          = 1024
  memory_mb          = 2048
  image              = "123456789012.dkr.ecr.us-east-1.amazonaws.com/example-prod/fetch:1"
  schedule           = "15 * * * *"
  timeout_seconds    = 1200
  max_retries        = 2
  partition          = "aws"
  region             = "us-east-1"
  vpc_id             = "vpc-0a1b2c3d4e5f60718"
  subnet_ids         = ["subnet-0a1b2c3d4e5f60718", "subnet-1a1b2c3d4e5f60718"]
  cluster_arn        = "arn:aws:ecs:us-east-1:123456789012:cluster/example"
  execution_role_arn = "arn:aws:iam::123456789012:role/execution"
  task_role_arn      = "arn:aws:iam::123456789012:role/fetch"
  runner_role_arn    = "arn:aws:iam::123456789012:role/runner"
  scheduler_role_arn = "arn:aws:iam::123456789012:role/scheduler"
  log_retention_days = 365
}

run "ecs_job" {
  command = plan

  module {
    source = "./modules/ecs-job"
  }

  assert {
    condition = jsondecode(aws_sfn_state_machine.this[0].definition).States.Run.Parameters.NetworkConfiguration.AwsvpcConfiguration == {
      AssignPublicIp = "DISABLED"
      SecurityGroups = [aws_security_group.this.id]
      Subnets        = ["subnet-0a1b2c3d4e5f60718", "subnet-1a1b2c3d4e5f60718"]
    }
    error_message = "A run must be in the private subnets, without a public address, in its own security group."
  }

  assert {
    condition     = length(aws_security_group.this.ingress) == 0 && length(aws_security_group.this.egress) == 0
    error_message = "The group must have no rules of its own: those of the flows are in flows.tf."
  }

  assert {
    condition = alltrue([
      for container in jsondecode(aws_ecs_task_definition.this[0].container_definitions) :
      container.readonlyRootFilesystem && !try(container.privileged, false)
    ])
    error_message = "The code must run without privileges, on a file system that it can't write to."
  }

  assert {
    condition = alltrue([
      aws_ecs_task_definition.this[0].task_role_arn == var.task_role_arn,
      aws_ecs_task_definition.this[0].execution_role_arn == var.execution_role_arn,
      aws_sfn_state_machine.this[0].role_arn == var.runner_role_arn,
      one(aws_scheduler_schedule.this[0].target[*].role_arn) == var.scheduler_role_arn,
    ])
    error_message = "The code, the pull of its image, the runner and the schedule must each have their own role."
  }

  assert {
    condition     = jsondecode(aws_sfn_state_machine.this[0].definition).States.Run.TimeoutSeconds == 1200
    error_message = "A run must end after timeout_seconds."
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.retention_in_days == 365
    error_message = "The log must be kept for log_retention_days."
  }
}
