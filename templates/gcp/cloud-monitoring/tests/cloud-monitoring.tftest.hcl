mock_provider "google" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  channels          = ["projects/acme-shared/notificationChannels/2345678901"]
  emails            = ["oncall@example.com"]
  error_share       = 0.05
  latency_ms        = 1000
  name              = "example-prod"
  project_id        = "example-project"
  queue_age_seconds = 900
  saturation_share  = 0.8
}

run "cloud_monitoring_of_jobs" {
  command = plan

  module {
    source = "./modules/cloud-monitoring"
  }

  variables {
    watched = {
      import = { service = "cloud-run-job", name = "example-prod-import" }
      tidy   = { service = "cloud-run-job", name = "example-prod-tidy", silence_hours = 49 }
    }
  }

  assert {
    condition     = toset(keys(google_monitoring_alert_policy.this)) == toset(["import-failures", "tidy-failures"])
    error_message = "A failed run must ring, with a schedule and without."
  }

  assert {
    condition = alltrue([
      for alert in values(google_monitoring_alert_policy.this) : alltrue([
        strcontains(one(flatten(alert.conditions[*].condition_threshold[*].filter)), "metric.labels.result = \"failed\""),
        one(flatten(alert.conditions[*].condition_threshold[*].threshold_value)) == 0,
      ])
    ])
    error_message = "One failed run must be enough."
  }

  assert {
    condition = {
      for key, alert in google_monitoring_alert_policy.silence : key => one(flatten(alert.conditions[*].condition_prometheus_query_language[*].query))
      } == {
      tidy = "absent_over_time(run_googleapis_com:job_completed_execution_count{monitored_resource=\"cloud_run_job\",job_name=\"example-prod-tidy\"}[49h])"
    }
    error_message = "A job with a schedule must ring when none of its runs has ended for silence_hours."
  }

  assert {
    condition = alltrue([
      for alert in concat(values(google_monitoring_alert_policy.this), values(google_monitoring_alert_policy.silence)) :
      length(alert.notification_channels) == 2 && contains(alert.notification_channels, var.channels[0])
    ])
    error_message = "Addresses and channels must be told."
  }
}
