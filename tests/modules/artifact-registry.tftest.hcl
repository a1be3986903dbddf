# What a registry scans, cleans up and refuses.

mock_provider "google" {}

variables {
  force_destroy = false
  keep_images   = 20
  name          = "demo"
  project_id    = "example-project"
  region        = "us-central1"
  scan          = true
}

run "a_registry_that_scans" {
  assert {
    condition     = one(google_project_service.scanning).service == "containerscanning.googleapis.com"
    error_message = "Nothing is scanned without the API."
  }

  assert {
    condition     = google_artifact_registry_repository.this.vulnerability_scanning_config[0].enablement_config == "INHERITED"
    error_message = "The repository is scanned as the project is."
  }

  assert {
    condition     = google_artifact_registry_repository.this.deletion_policy == "PREVENT"
    error_message = "It isn't deleted with its images by mistake."
  }

  assert {
    condition     = length(google_artifact_registry_repository.this.docker_config) == 0
    error_message = "Tagged images can be cleaned up."
  }
}

run "a_trial" {
  variables {
    force_destroy = true
    scan          = false
  }

  assert {
    condition     = length(google_project_service.scanning) == 0 && google_artifact_registry_repository.this.vulnerability_scanning_config[0].enablement_config == "DISABLED"
    error_message = "A trial pays for no scans."
  }

  assert {
    condition     = google_artifact_registry_repository.this.deletion_policy == "DELETE"
    error_message = "A trial goes with its images."
  }
}
