# Alerts, who hears of them, and a dashboard with what they watch.

resource "google_monitoring_notification_channel" "email" {
  for_each = toset(var.emails)

  project      = var.project_id
  display_name = "${var.name} ${each.value}"
  type         = "email"

  labels = {
    email_address = each.value
  }
}

# From around the world, at what the users see.
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
}

locals {
  alarms = merge(var.alarms, {
    for component, check in google_monitoring_uptime_check_config.this : "${component}-uptime" => {
      title = "${component}: no answer"
      filter = [
        "resource.type = \"uptime_url\"",
        "metric.type = \"monitoring.googleapis.com/uptime_check/check_passed\"",
        "metric.labels.check_id = \"${check.uptime_check_id}\"",
      ]
      aligner   = "ALIGN_NEXT_OLDER"
      reducer   = "REDUCE_COUNT_FALSE"
      threshold = 1
      minutes   = 5
      window    = 1200 # Longer than the longest pause between two probes.
      share_of  = []
    }
  })
}

resource "google_monitoring_alert_policy" "this" {
  for_each = local.alarms

  project               = var.project_id
  display_name          = "${var.name}: ${each.value.title}"
  combiner              = "OR"
  severity              = "WARNING"
  notification_channels = values(google_monitoring_notification_channel.email)[*].name

  conditions {
    display_name = each.value.title

    condition_threshold {
      filter          = join(" AND ", each.value.filter)
      comparison      = "COMPARISON_GT"
      threshold_value = each.value.threshold
      duration        = "${each.value.minutes * 60}s"

      # A share of another series, such as failed requests of all.
      denominator_filter = length(each.value.share_of) == 0 ? null : join(" AND ", each.value.share_of)

      aggregations {
        alignment_period     = "${each.value.window}s"
        per_series_aligner   = each.value.aligner
        cross_series_reducer = each.value.reducer
      }

      dynamic "denominator_aggregations" {
        for_each = length(each.value.share_of) == 0 ? [] : [each.value]

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

# One chart for each alert, so that whoever is woken sees what the alert saw.
resource "google_monitoring_dashboard" "this" {
  project = var.project_id

  dashboard_json = jsonencode({
    displayName = var.name
    gridLayout = {
      columns = "2"
      widgets = [
        for alert in values(local.alarms) : {
          title = alert.title
          xyChart = {
            dataSets = [{
              timeSeriesQuery = {
                timeSeriesFilter = {
                  filter = join(" AND ", alert.filter)
                  aggregation = {
                    alignmentPeriod    = "${alert.window}s"
                    perSeriesAligner   = alert.aligner
                    crossSeriesReducer = alert.reducer
                  }
                }
              }
            }]
          }
        }
      ]
    }
  })
}
