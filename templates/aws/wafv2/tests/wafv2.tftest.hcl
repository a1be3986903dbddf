mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name                = "example-prod-shield"
  scope               = "CLOUDFRONT"
  requests_per_minute = 600
  block               = true
  blocked_ranges      = ["203.0.113.0/24", "2001:db8::/32"]
  log_retention_days  = 365
}

run "wafv2_prod" {
  command = plan

  module {
    source = "./modules/wafv2"
  }

  assert {
    condition = toset(flatten(aws_wafv2_web_acl.this.rule[*].statement[*].managed_rule_group_statement[*].name)) == toset([
      "AWSManagedRulesAmazonIpReputationList",
      "AWSManagedRulesCommonRuleSet",
      "AWSManagedRulesKnownBadInputsRuleSet",
    ])
    error_message = "The managed rule groups must all be on."
  }

  assert {
    condition     = length(flatten(aws_wafv2_web_acl.this.rule[*].override_action[*].count)) == 0
    error_message = "With block the managed rule groups must refuse, not count."
  }

  assert {
    condition     = length(flatten(aws_wafv2_web_acl.this.rule[*].action[*].count)) == 0 && length(flatten(aws_wafv2_web_acl.this.rule[*].action[*].allow)) == 0
    error_message = "With block the rules must refuse, not count."
  }

  assert {
    condition     = one(flatten(aws_wafv2_web_acl.this.rule[*].statement[*].rate_based_statement[*].limit)) == 3000
    error_message = "An address must be refused above requests_per_minute, counted over five minutes."
  }

  assert {
    condition     = aws_wafv2_ip_set.blocked.addresses == toset(["203.0.113.0/24"]) && aws_wafv2_ip_set.blocked_ipv6.addresses == toset(["2001:db8::/32"]) && length(flatten(aws_wafv2_web_acl.this.rule[*].statement[*].or_statement[*].statement[*].ip_set_reference_statement[*].arn)) == 2
    error_message = "blocked_ranges must be refused."
  }

  assert {
    condition = alltrue([
      aws_wafv2_web_acl_logging_configuration.this.resource_arn == aws_wafv2_web_acl.this.arn,
      toset(aws_wafv2_web_acl_logging_configuration.this.log_destination_configs) == toset([aws_cloudwatch_log_group.this.arn]),
      aws_cloudwatch_log_group.this.retention_in_days == 365,
    ])
    error_message = "Every request must be logged, and the log kept for log_retention_days."
  }

  assert {
    condition     = toset(flatten(aws_wafv2_web_acl_logging_configuration.this.redacted_fields[*].single_header[*].name)) == toset(["authorization", "cookie"])
    error_message = "Tokens and cookies must not be logged."
  }
}
