# Zones: those that CloudFront's VPC origins don't reach are left out by id, and an account with too few is told.

mock_provider "aws" {
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:us-west-1:123456789012:log-group:/mock" }
  }
}

variables {
  availability_zones = 2
  cidr_block         = "10.10.0.0/16"
  flow_log_role_arn  = "arn:aws:iam::123456789012:role/flow-logs"
  log_retention_days = 30
  nat_gateways       = 1
  prefix             = "shop-dev"
  region             = "us-west-1"
}

run "zones_without_vpc_origins_are_left_out" {
  command = plan

  override_data {
    target = data.aws_availability_zones.this
    values = { names = ["us-west-1a", "us-west-1c"] }
  }

  assert {
    condition     = toset(data.aws_availability_zones.this.exclude_zone_ids) == toset(["apne1-az3", "apne2-az1", "cac1-az3", "use1-az3", "usw1-az2"])
    error_message = "Load balancers in these zones can't be behind CloudFront."
  }

  assert {
    condition     = keys(aws_subnet.private) == ["us-west-1a", "us-west-1c"]
    error_message = "Every zone that is left has a private subnet."
  }
}

run "too_few_zones_are_an_error_in_words" {
  command = plan

  override_data {
    target = data.aws_availability_zones.this
    values = { names = ["us-west-1a", "us-west-1c"] }
  }

  variables {
    availability_zones = 3
  }

  expect_failures = [data.aws_availability_zones.this]
}
