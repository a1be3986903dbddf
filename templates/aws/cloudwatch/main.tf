# Alarms, who hears of them, and a dashboard with what they watch.

resource "aws_sns_topic" "alarms" {
  # checkov:skip=CKV_AWS_26: Alarms cannot publish under AWS's own key, and their text holds no data of users.
  name = "${var.name}-alarms"

  tags = var.tags
}

# Each address confirms by the message that it gets.
resource "aws_sns_topic_subscription" "email" {
  for_each = toset(var.emails)

  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = each.value
}

locals {
  # AWS/SQS/ApproximateAgeOfOldestMessage: the namespace is all but the last part.
  metrics = {
    for name, metric in merge({ for name, alarm in var.alarms : name => alarm.metric }, { for name, share in var.shares : name => share.metric }) :
    name => {
      namespace = dirname(metric)
      name      = basename(metric)
    }
  }

  # What the dashboard shows of either; a share has no line at its threshold, because the widget shows counts.
  widgets = merge(
    { for name, alarm in var.alarms : name => { dimensions = alarm.dimensions, statistic = alarm.statistic, threshold = alarm.threshold } },
    { for name, share in var.shares : name => { dimensions = share.dimensions, statistic = share.statistic, threshold = null } },
  )
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = var.alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = local.metrics[each.key].namespace
  metric_name         = local.metrics[each.key].name
  dimensions          = each.value.dimensions
  statistic           = startswith(each.value.statistic, "p") ? null : each.value.statistic
  extended_statistic  = startswith(each.value.statistic, "p") ? each.value.statistic : null
  comparison_operator = each.value.below ? "LessThanThreshold" : "GreaterThanThreshold"
  threshold           = each.value.threshold
  period              = 60 * each.value.minutes
  evaluation_periods  = each.value.periods
  treat_missing_data  = each.value.missing

  alarm_actions = [aws_sns_topic.alarms.arn]
  ok_actions    = [aws_sns_topic.alarms.arn]

  tags = var.tags
}

# One metric as a share of another, such as failed requests of all.
resource "aws_cloudwatch_metric_alarm" "share" {
  for_each = var.shares

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.description
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching" # Nothing happened, so nothing failed.

  metric_query {
    id          = "share"
    expression  = "IF(all > 0, 100 * part / all, 0)"
    label       = each.key
    return_data = true
  }

  metric_query {
    id = "part"

    metric {
      namespace   = local.metrics[each.key].namespace
      metric_name = local.metrics[each.key].name
      dimensions  = each.value.dimensions
      stat        = each.value.statistic
      period      = 60 * each.value.minutes
    }
  }

  metric_query {
    id = "all"

    metric {
      namespace   = local.metrics[each.key].namespace
      metric_name = each.value.percent_of
      dimensions  = each.value.dimensions
      stat        = each.value.statistic
      period      = 60 * each.value.minutes
    }
  }

  alarm_actions = [aws_sns_topic.alarms.arn]
  ok_actions    = [aws_sns_topic.alarms.arn]

  tags = var.tags
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.name

  dashboard_body = jsonencode({
    widgets = [
      for index, name in keys(local.widgets) : {
        type   = "metric"
        x      = 12 * (index % 2)
        y      = 6 * floor(index / 2)
        width  = 12
        height = 6
        properties = {
          title  = name
          region = var.region
          stat   = local.widgets[name].statistic
          period = 60
          metrics = [concat(
            [local.metrics[name].namespace, local.metrics[name].name],
            flatten([for key, value in local.widgets[name].dimensions : [key, value]]),
          )]
          annotations = {
            horizontal = local.widgets[name].threshold == null ? [] : [{ label = "alarm", value = local.widgets[name].threshold }]
          }
        }
      }
    ]
  })
}
