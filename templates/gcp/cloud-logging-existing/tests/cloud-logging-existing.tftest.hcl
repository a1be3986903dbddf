mock_provider "google" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  bucket     = "acme-logs"
  location   = "global"
  prefix     = "example-prod"
  project_id = "example-project"
}

run "cloud_logging_existing" {
  command = plan

  module {
    source = "./modules/cloud-logging-existing"
  }

  variables {
    sources = { web = { type = "cloud_run_revision", label = "service_name", name = "example-prod-web" } }
  }

  assert {
    condition     = google_logging_project_sink.this[0].destination == "logging.googleapis.com/projects/example-project/locations/global/buckets/acme-logs"
    error_message = "Logs must go to the bucket that is there already."
  }

  assert {
    condition = alltrue([
      google_logging_project_sink.this[0].filter == "(resource.type=\"cloud_run_revision\" AND resource.labels.service_name=(\"example-prod-web\"))",
      google_logging_project_exclusion.this[0].filter == google_logging_project_sink.this[0].filter,
    ])
    error_message = "The sink must take what the stack logs and nothing else, and the exclusion the same."
  }
}

run "cloud_logging_existing_without_sources" {
  command = plan

  module {
    source = "./modules/cloud-logging-existing"
  }

  assert {
    condition     = length(google_logging_project_sink.this) + length(google_logging_project_exclusion.this) == 0
    error_message = "An empty filter would take the logs of the whole project."
  }
}
