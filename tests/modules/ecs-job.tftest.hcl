# After how many days without a run an alarm rings: it follows from the schedule, and from whether there is an image.

mock_provider "aws" {
  mock_resource "aws_ecs_task_definition" {
    defaults = { arn = "arn:aws:ecs:us-east-1:123456789012:task-definition/tick:1" }
  }

  mock_resource "aws_sfn_state_machine" {
    defaults = { arn = "arn:aws:states:us-east-1:123456789012:stateMachine:tick" }
  }
}

variables {
  cluster_arn        = "arn:aws:ecs:us-east-1:123456789012:cluster/shop"
  cpu_units          = 256
  execution_role_arn = "arn:aws:iam::123456789012:role/tick-execution"
  image              = "123456789012.dkr.ecr.us-east-1.amazonaws.com/tick:1"
  log_retention_days = 30
  max_retries        = 2
  memory_mb          = 512
  name               = "tick"
  partition          = "aws"
  region             = "us-east-1"
  runner_role_arn    = "arn:aws:iam::123456789012:role/tick-runner"
  schedule           = "*/5 * * * *"
  scheduler_role_arn = "arn:aws:iam::123456789012:role/tick-scheduler"
  subnet_ids         = ["subnet-1"]
  task_role_arn      = "arn:aws:iam::123456789012:role/tick"
  timeout_seconds    = 60
  vpc_id             = "vpc-1"
}

run "daily_and_more_often" {
  command = plan

  assert {
    condition     = output.silence == { days = 2, missing = "breaching" }
    error_message = "Two days without a run ring."
  }

  assert {
    condition     = output.state_machine_arn == "arn:aws:states:us-east-1:123456789012:stateMachine:tick"
    error_message = "The ARN is known before there is a state machine."
  }

  assert {
    condition     = aws_scheduler_schedule.this[0].group_name == "tick" && output.schedule_group == "tick"
    error_message = "The scheduler counts errors by group, so the job has one to itself."
  }

  assert {
    condition     = aws_ecs_task_definition.this[0].skip_destroy
    error_message = "A run that is tried again names an old revision."
  }
}

run "weekly" {
  command = plan

  variables {
    schedule = "0 3 * * 1"
  }

  assert {
    condition     = output.silence == { days = 7, missing = "breaching" }
    error_message = "A week without a run rings."
  }
}

run "monthly" {
  command = plan

  variables {
    schedule = "0 3 1 * *"
  }

  assert {
    condition     = output.silence == { days = 7, missing = "notBreaching" }
    error_message = "No alarm looks back a month, so none rings."
  }
}

run "without_an_image" {
  command = plan

  variables {
    image = null
  }

  assert {
    condition     = output.silence == { days = 2, missing = "notBreaching" }
    error_message = "Nothing can run before there is an image."
  }
}
