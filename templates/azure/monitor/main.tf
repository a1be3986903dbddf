locals {
  # What has no image yet does not exist, so there is nothing to watch.
  metric_alarms = { for key, alarm in var.alarms : key => alarm if alarm.enabled && alarm.metric != null }
  query_alarms  = { for key, alarm in var.alarms : key => alarm if alarm.enabled && alarm.query != null }

  # Azure knows these windows; the next longer one is taken.
  windows = { 300 = "PT5M", 900 = "PT15M", 1800 = "PT30M", 3600 = "PT1H", 21600 = "PT6H", 43200 = "PT12H", 86400 = "P1D" }
  window = {
    for key, alarm in var.alarms : key =>
    local.windows[min([for seconds in keys(local.windows) : tonumber(seconds) if tonumber(seconds) >= alarm.window_seconds]...)]
  }

  thresholds = [{
    type = 1
    name = "thresholds"
    content = {
      json = join(" ", [
        "Alarms are raised above ${var.error_percent} % errors, ${var.latency_ms} ms, ${var.saturation_percent} % saturation",
        "and for queues that were not empty for ${var.queue_age_seconds} s.",
      ])
    }
  }]

  metric_widgets = [
    for key, alarm in local.metric_alarms : {
      type = 10
      name = key
      content = {
        version      = "MetricsItem/2.0"
        chartId      = key
        title        = alarm.title
        size         = 1
        chartType    = 2
        resourceType = lower(alarm.namespace)
        resourceIds  = [alarm.resource_id]
        metrics = [{
          namespace   = lower(alarm.namespace)
          metric      = "${lower(alarm.namespace)}--${alarm.metric}"
          aggregation = { Total = 1, Minimum = 2, Maximum = 3, Average = 4, Count = 7 }[alarm.aggregation]
        }]
        filters     = [for name, value in alarm.dimensions : { key = name, operator = 0, values = [value] }]
        timeContext = { durationMs = 14400000 }
      }
      customWidth = "50"
    }
  ]

  query_widgets = [
    for key, alarm in local.query_alarms : {
      type = 3
      name = key
      content = {
        version                 = "KqlItem/1.0"
        title                   = alarm.title
        query                   = "${alarm.query} by bin(TimeGenerated, 5m) | render timechart"
        queryType               = 0
        resourceType            = "microsoft.operationalinsights/workspaces"
        crossComponentResources = [var.workspace_id]
        size                    = 1
        timeContext             = { durationMs = 14400000 }
      }
      customWidth = "50"
    }
  ]
}

resource "azurerm_monitor_action_group" "this" {
  name                = "ag-${var.name}"
  resource_group_name = var.resource_group_name
  short_name          = "operators"
  tags                = var.tags

  dynamic "email_receiver" {
    for_each = toset(var.emails)

    content {
      name                    = email_receiver.value
      email_address           = email_receiver.value
      use_common_alert_schema = true
    }
  }
}

resource "azurerm_monitor_metric_alert" "this" {
  for_each = local.metric_alarms

  name                = "${var.name}-${each.key}"
  resource_group_name = var.resource_group_name
  description         = each.value.description
  scopes              = [each.value.resource_id]
  severity            = each.value.severity
  frequency           = "PT5M"
  window_size         = local.window[each.key]
  tags                = var.tags

  criteria {
    metric_namespace = each.value.namespace
    metric_name      = each.value.metric
    aggregation      = each.value.aggregation
    operator         = "GreaterThan"
    threshold        = each.value.above

    dynamic "dimension" {
      for_each = each.value.dimensions

      content {
        name     = dimension.key
        operator = "Include"
        values   = [dimension.value]
      }
    }
  }

  action {
    action_group_id = azurerm_monitor_action_group.this.id
  }
}

resource "azurerm_monitor_scheduled_query_rules_alert_v2" "this" {
  for_each = local.query_alarms

  name                    = "${var.name}-${each.key}"
  resource_group_name     = var.resource_group_name
  location                = var.location
  display_name            = each.value.title
  description             = each.value.description
  scopes                  = [each.value.resource_id]
  severity                = each.value.severity
  evaluation_frequency    = "PT5M"
  window_duration         = local.window[each.key]
  auto_mitigation_enabled = true
  tags                    = var.tags

  # A table is made with its first row, which a new stack has not written yet.
  skip_query_validation = true

  criteria {
    query                   = each.value.query
    metric_measure_column   = "value"
    time_aggregation_method = "Maximum"
    operator                = "GreaterThan"
    threshold               = each.value.above
  }

  action {
    action_groups = [azurerm_monitor_action_group.this.id]
  }
}

# One chart per alarm.
resource "azurerm_application_insights_workbook" "this" {
  name                = uuidv5("dns", "${var.name}.dashboard")
  resource_group_name = var.resource_group_name
  location            = var.location
  display_name        = "${var.name} dashboard"
  source_id           = "azure monitor"
  tags                = var.tags

  data_json = jsonencode({
    version = "Notebook/1.0"
    items   = concat(local.thresholds, local.metric_widgets, local.query_widgets)
  })
}
