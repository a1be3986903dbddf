# Which images a function takes, and what there is before the first one.

mock_provider "aws" {
  mock_resource "aws_lambda_function" {
    defaults = { arn = "arn:aws:lambda:us-east-1:123456789012:function:mock" }
  }
}

variables {
  batch_size         = 10
  image              = null
  log_retention_days = 30
  max_replicas       = 2
  memory_mb          = 512
  name               = "demo-mailer"
  queues             = { jobs = "arn:aws:sqs:us-east-1:123456789012:demo-jobs" }
  role_arn           = "arn:aws:iam::123456789012:role/mailer"
  subnet_ids         = ["subnet-private1", "subnet-private2"]
  timeout_seconds    = 60
  vpc_id             = "vpc-1"
}

run "no_image" {
  assert {
    condition     = length(aws_lambda_function.this) == 0 && length(aws_lambda_event_source_mapping.this) == 0
    error_message = "Without an image there is no function, and nothing takes messages."
  }
}

run "image" {
  variables {
    image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/demo/mailer@sha256:94afd1f2e64d908bc90dbca0035a5b56794afd1f2e64d908bc90dbca0035a5b5"
  }

  assert {
    condition     = length(aws_lambda_function.this) == 1 && contains(aws_lambda_event_source_mapping.this["jobs"].function_response_types, "ReportBatchItemFailures")
    error_message = "With an image there is a function that names the messages that failed."
  }
}

run "image_of_another_registry" {
  command = plan

  variables {
    image = "registry.example.com/mailer:1"
  }

  expect_failures = [var.image]
}

run "image_latest" {
  command = plan

  variables {
    image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/demo/mailer:latest"
  }

  expect_failures = [var.image]
}
