# A web ACL for CloudFront or for the load balancers of a region. The scope CLOUDFRONT takes a provider for us-east-1.

locals {
  managed_rule_groups = [
    "AWSManagedRulesAmazonIpReputationList",
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesKnownBadInputsRuleSet",
  ]
}

# A set holds addresses of one family; the rule below looks at both.

resource "aws_wafv2_ip_set" "blocked" {
  name               = "${var.name}-blocked"
  description        = "IPv4 ranges that are always refused"
  scope              = var.scope
  ip_address_version = "IPV4"
  addresses          = [for range in var.blocked_ranges : range if !strcontains(range, ":")]

  tags = var.tags
}

resource "aws_wafv2_ip_set" "blocked_ipv6" {
  name               = "${var.name}-blocked-ipv6"
  description        = "IPv6 ranges that are always refused"
  scope              = var.scope
  ip_address_version = "IPV6"
  addresses          = [for range in var.blocked_ranges : range if strcontains(range, ":")]

  tags = var.tags
}

resource "aws_wafv2_web_acl" "this" {
  # checkov:skip=CKV_AWS_192: AWSManagedRulesKnownBadInputsRuleSet is in the list; the check cannot read dynamic blocks.
  name        = var.name
  description = "Managed rule groups and a limit per address"
  scope       = var.scope

  default_action {
    allow {}
  }

  rule {
    name     = "BlockedRanges"
    priority = 0

    action {
      block {}
    }

    statement {
      or_statement {
        statement {
          ip_set_reference_statement {
            arn = aws_wafv2_ip_set.blocked.arn
          }
        }

        statement {
          ip_set_reference_statement {
            arn = aws_wafv2_ip_set.blocked_ipv6.arn
          }
        }
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "BlockedRanges"
      sampled_requests_enabled   = true
    }
  }

  rule {
    name     = "RequestsPerAddress"
    priority = 1

    action {
      dynamic "block" {
        for_each = var.block ? [true] : []
        content {}
      }

      dynamic "count" {
        for_each = var.block ? [] : [true]
        content {}
      }
    }

    statement {
      rate_based_statement {
        aggregate_key_type    = "IP"
        evaluation_window_sec = 300
        limit                 = 5 * var.requests_per_minute
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "RequestsPerAddress"
      sampled_requests_enabled   = true
    }
  }

  dynamic "rule" {
    for_each = local.managed_rule_groups

    content {
      name     = rule.value
      priority = rule.key + 2

      # A group decides for itself, or only counts what it would have refused.
      override_action {
        dynamic "none" {
          for_each = var.block ? [true] : []
          content {}
        }

        dynamic "count" {
          for_each = var.block ? [] : [true]
          content {}
        }
      }

      statement {
        managed_rule_group_statement {
          name        = rule.value
          vendor_name = "AWS"

          # It would refuse every upload of more than 8 KB; how much a request may carry is for the service to say.
          dynamic "rule_action_override" {
            for_each = rule.value == "AWSManagedRulesCommonRuleSet" ? ["SizeRestrictions_BODY"] : []

            content {
              name = rule_action_override.value

              action_to_use {
                count {}
              }
            }
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = rule.value
        sampled_requests_enabled   = true
      }
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = var.name
    sampled_requests_enabled   = true
  }

  tags = var.tags
}

# WAF writes only to log groups whose name begins like this.
resource "aws_cloudwatch_log_group" "this" {
  # checkov:skip=CKV_AWS_158: AWS's own key encrypts it; a customer key costs money and adds a kms grant to every flow.
  name              = "aws-waf-logs-${var.name}"
  retention_in_days = var.log_retention_days

  tags = var.tags
}

resource "aws_wafv2_web_acl_logging_configuration" "this" {
  resource_arn            = aws_wafv2_web_acl.this.arn
  log_destination_configs = [aws_cloudwatch_log_group.this.arn]

  redacted_fields {
    single_header {
      name = "authorization"
    }
  }

  redacted_fields {
    single_header {
      name = "cookie"
    }
  }
}
