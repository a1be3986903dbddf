mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name               = "example-prod-push"
  account_id         = "123456789012"
  partition          = "aws"
  region             = "us-east-1"
  platforms          = ["fcm", "apns"]
  sandbox            = false
  log_retention_days = 90
  feedback_role_arn  = "arn:aws:iam::123456789012:role/feedback"
}

run "sns_push_prod" {
  command = plan

  module {
    source = "./modules/sns-push"
  }

  assert {
    condition     = output.apns_arn == "arn:aws:sns:us-east-1:123456789012:app/APNS/example-prod-push" && output.fcm_arn == "arn:aws:sns:us-east-1:123456789012:app/GCM/example-prod-push"
    error_message = "Callers must get the ARNs of the applications that the operator makes."
  }

  assert {
    condition     = { for platform, group in aws_cloudwatch_log_group.failures : platform => group.name }["fcm"] == "sns/us-east-1/123456789012/app/GCM/example-prod-push/Failure"
    error_message = "Deliveries that fail must be logged where SNS looks."
  }
}
