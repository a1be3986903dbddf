# The month's budget of the stack, and who is told when it is used up or will be.

locals {
  topic_keys = sort(keys(var.topics))

  # A notification takes one topic: of several the first by name.
  topics = { for key in slice(local.topic_keys, 0, min(1, length(local.topic_keys))) : key => var.topics[key] if var.amount != null }

  alerts = merge(
    { for percent in var.actual_percents : "actual ${percent}" => { percent = percent, type = "ACTUAL" } },
    { for percent in var.forecast_percents : "forecast ${percent}" => { percent = percent, type = "FORECASTED" } },
  )

  # AWS refuses a notification that nobody gets.
  heard = length(local.topics) + length(var.emails) > 0
}

# It takes the place of the topic's own policy, so it lets the alarms in, too.
resource "aws_sns_topic_policy" "this" {
  for_each = local.topics

  arn = each.value
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      for service, source in {
        budgets    = "arn:${var.partition}:budgets::${var.account_id}:*"
        cloudwatch = "arn:${var.partition}:cloudwatch:*:${var.account_id}:alarm:*"
        } : {
        Sid       = service
        Effect    = "Allow"
        Principal = { Service = "${service}.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = each.value
        Condition = {
          ArnLike      = { "aws:SourceArn" = source }
          StringEquals = { "aws:SourceAccount" = var.account_id }
        }
      }
    ]
  })
}

resource "aws_budgets_budget" "this" {
  count = var.amount == null ? 0 : 1

  name         = var.name
  budget_type  = "COST"
  limit_amount = tostring(var.amount)
  limit_unit   = "USD"
  time_unit    = "MONTHLY"

  # One tag: how AWS joins the values of two is written nowhere.
  cost_filter {
    name   = "TagKeyValue"
    values = [format("user:Stack$%s", var.stack)]
  }

  dynamic "notification" {
    for_each = local.heard ? local.alerts : {}

    content {
      comparison_operator        = "GREATER_THAN"
      notification_type          = notification.value.type
      threshold                  = notification.value.percent
      threshold_type             = "PERCENTAGE"
      subscriber_email_addresses = var.emails
      subscriber_sns_topic_arns  = values(local.topics)
    }
  }

  tags = var.tags

  # AWS tries the topic when the budget is made.
  depends_on = [aws_sns_topic_policy.this]
}
