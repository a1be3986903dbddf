# Alerts, who hears of them, and a dashboard with what they watch.

locals {
  channels = concat(values(google_monitoring_notification_channel.email)[*].name, var.channels)
}

# A channel or a check that an alert still names can't be deleted, so both go after the alert has changed.
resource "google_monitoring_notification_channel" "email" {
  for_each = toset(var.emails)

  project      = var.project_id
  display_name = "${var.name} ${each.value}"
  type         = "email"

  labels = {
    email_address = each.value
  }

  lifecycle {
    create_before_destroy = true
  }
}

# From around the world, at what the users see. Another host makes another check.
resource "google_monitoring_uptime_check_config" "this" {
  for_each = var.uptime

  project      = var.project_id
  display_name = "${var.name} ${each.key}"
  timeout      = "10s"
  period       = "300s"

  http_check {
    path         = "/"
    port         = each.value.https ? 443 : 80
    use_ssl      = each.value.https
    validate_ssl = each.value.https

    dynamic "accepted_response_status_codes" {
      for_each = each.value.root ? [] : [200, 404]

      content {
        status_value = accepted_response_status_codes.value
      }
    }
  }

  monitored_resource {
    type = "uptime_url"

    labels = {
      project_id = var.project_id
      host       = each.value.host
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "google_monitoring_alert_policy" "this" {
  for_each = local.alarms

  project               = var.project_id
  display_name          = "${var.name}: ${each.value.title}"
  combiner              = "OR"
  severity              = "WARNING"
  notification_channels = local.channels

  conditions {
    display_name = each.value.title

    condition_threshold {
      filter             = each.value.part
      denominator_filter = each.value.share ? each.value.whole : null
      comparison         = "COMPARISON_GT"
      threshold_value    = each.value.threshold
      duration           = "${each.value.minutes * 60}s"

      aggregations {
        alignment_period     = "${each.value.window}s"
        per_series_aligner   = each.value.aligner
        cross_series_reducer = each.value.reducer
      }

      dynamic "denominator_aggregations" {
        for_each = each.value.share ? [each.value] : []

        content {
          alignment_period     = "${denominator_aggregations.value.window}s"
          per_series_aligner   = denominator_aggregations.value.aligner
          cross_series_reducer = denominator_aggregations.value.reducer
        }
      }
    }
  }

  user_labels = var.labels

  alert_strategy {
    auto_close = "86400s"
  }
}

# PromQL, because an absence in a condition of its own is noticed up to 23.5 hours only, and not at all of what never wrote anything:
# https://docs.cloud.google.com/monitoring/alerts/metric-absence, https://docs.cloud.google.com/monitoring/alerts/using-promql, read 2026-12.
# So it also rings from the apply to the first run. Cloud Monitoring takes no other condition beside it.
resource "google_monitoring_alert_policy" "silence" {
  for_each = local.silence

  project               = var.project_id
  display_name          = "${var.name}: ${each.value.title}"
  combiner              = "OR"
  severity              = "WARNING"
  notification_channels = local.channels

  conditions {
    display_name = each.value.title

    condition_prometheus_query_language {
      query                     = "absent_over_time(${each.value.metric}[${each.value.hours}h])"
      duration                  = "0s"
      evaluation_interval       = "300s"
      disable_metric_validation = true # A project in which no job has run yet doesn't have the metric.
    }
  }

  user_labels = var.labels

  alert_strategy {
    auto_close = "86400s"
  }
}

# One chart for each alert, so that whoever is woken sees what the alert saw.
resource "google_monitoring_dashboard" "this" {
  project = var.project_id

  dashboard_json = jsonencode({
    displayName = var.name
    gridLayout = {
      columns = "2"
      widgets = concat([
        for alarm in values(local.alarms) : {
          title = alarm.title
          xyChart = {
            dataSets = [{
              timeSeriesQuery = {
                timeSeriesFilter = {
                  filter = alarm.part
                  aggregation = {
                    alignmentPeriod    = "${alarm.window}s"
                    perSeriesAligner   = alarm.aligner
                    crossSeriesReducer = alarm.reducer
                  }
                }
              }
            }]
          }
        }
        ], [
        for alarm in values(local.silence) : {
          title = alarm.title
          xyChart = {
            dataSets = [{
              timeSeriesQuery = { prometheusQuery = "sum(increase(${alarm.metric}[1h]))" }
            }]
          }
        }
      ])
    }
  })
}
