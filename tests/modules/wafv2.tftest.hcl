# Blocked ranges of both families: each in its set, and both in the rule.

mock_provider "aws" {
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:us-east-1:123456789012:log-group:aws-waf-logs-mock" }
  }

  mock_resource "aws_wafv2_web_acl" {
    defaults = { arn = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/mock/0f0e0d0c-0000-4000-8000-000000000000" }
  }

  override_resource {
    target = aws_wafv2_ip_set.blocked
    values = { arn = "arn:aws:wafv2:us-east-1:123456789012:global/ipset/four/0f0e0d0c-0000-4000-8000-000000000000" }
  }

  override_resource {
    target = aws_wafv2_ip_set.blocked_ipv6
    values = { arn = "arn:aws:wafv2:us-east-1:123456789012:global/ipset/six/0f0e0d0c-0000-4000-8000-000000000000" }
  }
}

variables {
  block               = true
  blocked_ranges      = ["192.0.2.0/24", "2001:db8::/32"]
  log_retention_days  = 30
  name                = "shop-dev-shield"
  requests_per_minute = 600
  scope               = "CLOUDFRONT"
}

run "both_families_are_refused" {
  assert {
    condition     = aws_wafv2_ip_set.blocked.addresses == toset(["192.0.2.0/24"]) && aws_wafv2_ip_set.blocked_ipv6.addresses == toset(["2001:db8::/32"])
    error_message = "A set takes addresses of one family."
  }

  assert {
    condition = length(flatten([
      for rule in aws_wafv2_web_acl.this.rule : rule.statement[0].or_statement[0].statement if rule.name == "BlockedRanges"
    ])) == 2
    error_message = "The rule looks at both sets."
  }
}

run "all_addresses" {
  command = plan

  variables {
    blocked_ranges = ["::/0"]
  }

  expect_failures = [var.blocked_ranges]
}
