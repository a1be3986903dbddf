mock_provider "google" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  project_id     = "example-project"
  retention_days = 365
  name           = "example-prod"
  region         = "us-central1"
}

run "cloud_logging_prod" {
  command = plan

  module {
    source = "./modules/cloud-logging"
  }

  assert {
    condition     = google_logging_project_bucket_config.this.retention_days == 365
    error_message = "Logs must be kept for retention_days."
  }
}
