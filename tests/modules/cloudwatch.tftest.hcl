# What no data means is said by each alarm, and how far it may look back.

mock_provider "aws" {}

variables {
  emails = []
  name   = "shop-dev-watch"
  region = "us-east-1"

  alarms = {
    busy = {
      description = "busy"
      metric      = "AWS/ECS/CPUUtilization"
      dimensions  = { ServiceName = "web" }
      statistic   = "Average"
      threshold   = 80
      minutes     = 15
    }
    silent = {
      description = "silent"
      metric      = "AWS/States/ExecutionsStarted"
      dimensions  = { StateMachineArn = "arn:aws:states:us-east-1:123456789012:stateMachine:tick" }
      statistic   = "Sum"
      threshold   = 1
      below       = true
      minutes     = 1440
      periods     = 7
      missing     = "breaching"
    }
  }
}

run "each_alarm_says_what_no_data_means" {
  command = plan

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["busy"].treat_missing_data == "notBreaching" && aws_cloudwatch_metric_alarm.this["busy"].evaluation_periods == 1
    error_message = "Left out, no data is fine and one period enough."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["silent"].treat_missing_data == "breaching" && aws_cloudwatch_metric_alarm.this["silent"].evaluation_periods == 7
    error_message = "Silence rings, after as many periods as are asked for."
  }
}

run "a_word_that_cloudwatch_lacks" {
  command = plan

  variables {
    alarms = {
      busy = { description = "busy", metric = "AWS/ECS/CPUUtilization", dimensions = {}, statistic = "Average", threshold = 80, minutes = 15, missing = "fine" }
    }
  }

  expect_failures = [var.alarms]
}

run "further_back_than_a_week" {
  command = plan

  variables {
    alarms = {
      busy = { description = "busy", metric = "AWS/ECS/CPUUtilization", dimensions = {}, statistic = "Average", threshold = 80, minutes = 1440, periods = 8 }
    }
  }

  expect_failures = [var.alarms]
}
