mock_provider "google" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  project_id    = "example-project"
  name          = "example-prod"
  region        = "us-central1"
  keep_images   = 20
  scan          = true
  force_destroy = false
}

run "artifact_registry_prod" {
  command = plan

  module {
    source = "./modules/artifact-registry"
  }

  assert {
    condition     = google_artifact_registry_repository.this.deletion_policy == "PREVENT"
    error_message = "Without force_destroy a repository with images must refuse to be destroyed."
  }

  assert {
    condition     = one(google_artifact_registry_repository.this.vulnerability_scanning_config[*].enablement_config) == "INHERITED"
    error_message = "With scan images must be scanned as the project says."
  }
}
