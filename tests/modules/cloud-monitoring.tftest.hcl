# How what is watched becomes alerts.

mock_provider "google" {
  mock_resource "google_monitoring_notification_channel" {
    defaults = { name = "projects/example-project/notificationChannels/1" }
  }

  mock_resource "google_monitoring_uptime_check_config" {
    defaults = { uptime_check_id = "demo-abc" }
  }
}

variables {
  emails            = ["oncall@example.com"]
  error_share       = 0.05
  latency_ms        = 1000
  name              = "demo"
  project_id        = "example-project"
  queue_age_seconds = 900
  saturation_share  = 0.8

  uptime = { edge = { host = "shop.example.com", https = true, root = true } }

  watched = {
    edge = { service = "load-balancer", name = "demo" }
    jobs = { service = "pubsub", name = "demo-jobs-*" }
    tidy = { service = "cloud-run-job", name = "demo-tidy", silence_hours = 49 }
    web  = { service = "cloud-run", name = "demo-web" }

    index = {
      service = "elsewhere", name = "demo-index", resource = "search_engine", label = "engine_id"
      alarms = {
        full = { title = "nearly full", metric = "search/disk", aligner = "ALIGN_MAX", reducer = "REDUCE_MAX", threshold = 0.9, minutes = 10 }
      }
    }
  }
}

run "alerts" {
  assert {
    condition = toset(keys(google_monitoring_alert_policy.this)) == toset([
      "edge-errors", "edge-latency", "edge-uptime", "index-full", "jobs-age", "tidy-failures", "web-cpu", "web-errors", "web-latency", "web-memory",
    ])
    error_message = "Each component has the alarms of its service, or its own."
  }

  assert {
    condition = google_monitoring_alert_policy.this["web-errors"].conditions[0].condition_threshold[0].filter == join(" AND ", [
      "resource.type = \"cloud_run_revision\"", "resource.labels.service_name = \"demo-web\"",
      "metric.type = \"run.googleapis.com/request_count\"", "metric.labels.response_code_class = \"5xx\"",
    ])
    error_message = "An alarm is about one resource and the failed part of its metric."
  }

  assert {
    condition = google_monitoring_alert_policy.this["web-errors"].conditions[0].condition_threshold[0].denominator_filter == join(" AND ", [
      "resource.type = \"cloud_run_revision\"", "resource.labels.service_name = \"demo-web\"", "metric.type = \"run.googleapis.com/request_count\"",
    ])
    error_message = "A share is one of all requests."
  }

  assert {
    condition     = endswith(google_monitoring_alert_policy.this["edge-errors"].conditions[0].condition_threshold[0].filter, "metric.labels.response_code_class = 500")
    error_message = "A number has no quotes."
  }

  assert {
    condition     = strcontains(google_monitoring_alert_policy.this["jobs-age"].conditions[0].condition_threshold[0].filter, "resource.labels.subscription_id = starts_with(\"demo-jobs-\")")
    error_message = "A star is a prefix."
  }

  assert {
    condition     = google_monitoring_alert_policy.this["web-latency"].conditions[0].condition_threshold[0].denominator_filter == null
    error_message = "A limit that is no share has no denominator."
  }

  assert {
    condition     = strcontains(google_monitoring_alert_policy.this["index-full"].conditions[0].condition_threshold[0].filter, "resource.labels.engine_id = \"demo-index\" AND metric.type = \"search/disk\"")
    error_message = "A service that the table doesn't know brings its alarms."
  }
}

run "channels" {
  variables {
    channels = ["projects/acme-shared/notificationChannels/2"]
  }

  assert {
    condition = alltrue([
      for alert in concat(values(google_monitoring_alert_policy.this), values(google_monitoring_alert_policy.silence)) :
      toset(alert.notification_channels) == toset(["projects/example-project/notificationChannels/1", "projects/acme-shared/notificationChannels/2"])
    ])
    error_message = "Channels that are there already are told beside the addresses."
  }
}

run "a_bare_number" {
  command = plan

  variables {
    channels = ["1234567890"]
  }

  expect_failures = [var.channels]
}

run "an_unknown_service" {
  command = plan

  variables {
    watched = { index = { service = "elsewhere", name = "demo-index" } }
  }

  expect_failures = [var.watched]
}
