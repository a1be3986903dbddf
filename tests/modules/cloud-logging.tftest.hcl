# Which logs a stack keeps for itself.

mock_provider "google" {
  mock_resource "google_logging_project_bucket_config" {
    defaults = { id = "projects/example-project/locations/us-central1/buckets/demo" }
  }
}

variables {
  name           = "demo"
  project_id     = "example-project"
  region         = "us-central1"
  retention_days = 30
}

run "resources" {
  variables {
    sources = {
      web = { type = "cloud_run_revision", label = "service_name", name = "demo-web" }
      api = { type = "cloud_run_revision", label = "service_name", name = "demo-api" }
      db  = { type = "cloudsql_database", label = "database_id", name = "example-project:demo-db" }
    }
  }

  assert {
    condition = google_logging_project_sink.this[0].filter == join("\nOR ", [
      "(resource.type=\"cloud_run_revision\" AND resource.labels.service_name=(\"demo-api\" OR \"demo-web\"))",
      "(resource.type=\"cloudsql_database\" AND resource.labels.database_id=(\"example-project:demo-db\"))",
    ])
    error_message = "The sink takes what the stack's resources log, by their exact names."
  }

  assert {
    condition     = google_logging_project_exclusion.this[0].filter == google_logging_project_sink.this[0].filter
    error_message = "What the sink takes isn't kept, and billed, a second time."
  }

  assert {
    condition     = google_logging_project_sink.this[0].destination == "logging.googleapis.com/projects/example-project/locations/us-central1/buckets/demo"
    error_message = "It goes to the stack's own bucket."
  }

  assert {
    condition     = google_logging_project_bucket_config.this.bucket_id == "demo" && google_logging_project_bucket_config.this.deletion_policy == "ABANDON"
    error_message = "The bucket is the stack's, and outlives it."
  }
}

run "nothing" {
  assert {
    condition     = length(google_logging_project_sink.this) + length(google_logging_project_exclusion.this) == 0
    error_message = "An empty filter would take the logs of the whole project."
  }
}
