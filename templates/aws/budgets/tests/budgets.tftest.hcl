mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name              = "example-prod-budget"
  amount            = 1500
  actual_percents   = [80, 100]
  forecast_percents = [100]
  emails            = []
  account_id        = "123456789012"
  partition         = "aws"
  stack             = "example-prod"
  topics            = { watch = "arn:aws:sns:us-east-1:123456789012:alarms" }
}

run "budgets" {
  command = plan

  module {
    source = "./modules/budgets"
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_sns_topic_policy.this["watch"].policy).Statement :
      contains(["budgets.amazonaws.com", "cloudwatch.amazonaws.com"], statement.Principal.Service) && statement.Action == "sns:Publish"
      && statement.Resource == "arn:aws:sns:us-east-1:123456789012:alarms" && statement.Condition.StringEquals["aws:SourceAccount"] == "123456789012"
    ])
    error_message = "Only this account's budgets and alarms may publish to the topic."
  }

  assert {
    condition     = aws_budgets_budget.this[0].limit_amount == "1500" && toset(aws_budgets_budget.this[0].notification[*].threshold) == toset([80, 100])
    error_message = "The budget must be what the spec says, and ring at its thresholds."
  }
}
