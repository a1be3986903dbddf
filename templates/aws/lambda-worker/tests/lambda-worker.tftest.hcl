mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name               = "example-prod-importer"
  image              = "123456789012.dkr.ecr.us-east-1.amazonaws.com/example-prod/importer:1"
  memory_mb          = 2048
  timeout_seconds    = 120
  batch_size         = 10
  max_replicas       = 10
  role_arn           = "arn:aws:iam::123456789012:role/importer"
  vpc_id             = "vpc-0a1b2c3d4e5f60718"
  subnet_ids         = ["subnet-0a1b2c3d4e5f60718", "subnet-1a1b2c3d4e5f60718"]
  queues             = { jobs = "arn:aws:sqs:us-east-1:123456789012:jobs" }
  log_retention_days = 365
}

run "lambda_worker" {
  command = plan

  module {
    source = "./modules/lambda-worker"
  }

  assert {
    condition     = toset(one(aws_lambda_function.this[0].vpc_config[*].security_group_ids)) == toset([aws_security_group.this.id])
    error_message = "The function must run inside the network, in its own security group."
  }

  assert {
    condition     = length(aws_security_group.this.ingress) == 0 && length(aws_security_group.this.egress) == 0
    error_message = "The group must have no rules of its own: those of the flows are in flows.tf."
  }

  assert {
    condition     = aws_lambda_function.this[0].role == var.role_arn
    error_message = "The function must have its own role."
  }

  assert {
    condition     = { for name, mapping in aws_lambda_event_source_mapping.this : name => mapping.event_source_arn } == { jobs = "arn:aws:sqs:us-east-1:123456789012:jobs" }
    error_message = "Only the queues of the flows may call the function."
  }

  assert {
    condition     = aws_lambda_event_source_mapping.this["jobs"].function_response_types == toset(["ReportBatchItemFailures"])
    error_message = "Of a batch only the messages that failed may come again."
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.retention_in_days == 365 && one(aws_lambda_function.this[0].logging_config[*].log_group) == aws_cloudwatch_log_group.this.name
    error_message = "The log must be kept for log_retention_days."
  }
}
