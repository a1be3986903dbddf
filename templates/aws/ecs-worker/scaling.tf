# The number of tasks follows the messages that wait or are being handled, in all queues together: one task for as many as it handles at a
# time. Steps work from no tasks on, which the load per task of a target tracking policy does not.

locals {
  # Without a queue there is nothing to follow.
  scaled = length(var.queues) == 0 ? 0 : local.enabled

  messages = {
    waiting   = "ApproximateNumberOfMessagesVisible"
    in_flight = "ApproximateNumberOfMessagesNotVisible"
  }
  metrics = merge([
    for queue, arn in var.queues : {
      for state, metric in local.messages : "${state}_${replace(queue, "-", "_")}" => { name = metric, queue = split(":", arn)[5] }
    }
  ]...)

  # What the least tasks handle; beyond it more are started.
  least = var.min_replicas * var.concurrency

  # Powers of two between the least and the most tasks, and the most. Each is for what is more than the one before it handles.
  capacities = concat([for power in range(9) : pow(2, power) if pow(2, power) > var.min_replicas && pow(2, power) < var.max_replicas], [var.max_replicas])
  floors     = concat([0], [for capacity in slice(local.capacities, 0, length(local.capacities) - 1) : capacity * var.concurrency - local.least + 1])
}

resource "aws_appautoscaling_target" "this" {
  count = local.scaled

  service_namespace  = "ecs"
  resource_id        = "service/${var.cluster_name}/${aws_ecs_service.this[0].name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = var.min_replicas
  max_capacity       = var.max_replicas

  tags = var.tags
}

resource "aws_appautoscaling_policy" "busy" {
  count = local.scaled

  name               = "${var.name}-busy"
  policy_type        = "StepScaling"
  service_namespace  = aws_appautoscaling_target.this[0].service_namespace
  resource_id        = aws_appautoscaling_target.this[0].resource_id
  scalable_dimension = aws_appautoscaling_target.this[0].scalable_dimension

  step_scaling_policy_configuration {
    adjustment_type         = "ExactCapacity"
    cooldown                = 60
    metric_aggregation_type = "Maximum"

    dynamic "step_adjustment" {
      for_each = local.capacities

      content {
        scaling_adjustment          = step_adjustment.value
        metric_interval_lower_bound = local.floors[step_adjustment.key]
        metric_interval_upper_bound = try(local.floors[step_adjustment.key + 1], null)
      }
    }
  }
}

resource "aws_appautoscaling_policy" "idle" {
  count = local.scaled

  name               = "${var.name}-idle"
  policy_type        = "StepScaling"
  service_namespace  = aws_appautoscaling_target.this[0].service_namespace
  resource_id        = aws_appautoscaling_target.this[0].resource_id
  scalable_dimension = aws_appautoscaling_target.this[0].scalable_dimension

  step_scaling_policy_configuration {
    adjustment_type         = "ExactCapacity"
    cooldown                = 60
    metric_aggregation_type = "Maximum"

    step_adjustment {
      scaling_adjustment          = var.min_replicas
      metric_interval_upper_bound = 0
    }
  }
}

# These alarms are for the policies and ring nowhere.

resource "aws_cloudwatch_metric_alarm" "busy" {
  count = local.scaled

  alarm_name          = "${var.name}-busy"
  alarm_description   = "${var.name} has more messages than its least tasks handle."
  comparison_operator = "GreaterThanThreshold"
  threshold           = local.least
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_appautoscaling_policy.busy[0].arn]

  metric_query {
    id          = "messages"
    expression  = "SUM(METRICS())"
    label       = "Messages that wait or are being handled"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = local.metrics

    content {
      id = metric_query.key

      metric {
        namespace   = "AWS/SQS"
        metric_name = metric_query.value.name
        dimensions  = { QueueName = metric_query.value.queue }
        stat        = "Maximum"
        period      = 60
      }
    }
  }

  tags = var.tags
}

resource "aws_cloudwatch_metric_alarm" "idle" {
  count = local.scaled

  alarm_name          = "${var.name}-idle"
  alarm_description   = "${var.name} has had no more messages than its least tasks handle, for five minutes."
  comparison_operator = "LessThanOrEqualToThreshold"
  threshold           = local.least
  evaluation_periods  = 5
  treat_missing_data  = "breaching" # SQS measures nothing of a queue that was idle for six hours.
  alarm_actions       = [aws_appautoscaling_policy.idle[0].arn]

  metric_query {
    id          = "messages"
    expression  = "SUM(METRICS())"
    label       = "Messages that wait or are being handled"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = local.metrics

    content {
      id = metric_query.key

      metric {
        namespace   = "AWS/SQS"
        metric_name = metric_query.value.name
        dimensions  = { QueueName = metric_query.value.queue }
        stat        = "Maximum"
        period      = 60
      }
    }
  }

  tags = var.tags
}
