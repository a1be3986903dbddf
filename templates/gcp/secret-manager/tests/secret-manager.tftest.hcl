mock_provider "google" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  project_id          = "example-project"
  name                = "example-prod-vault"
  secrets             = ["session-key", "mail-token"]
  recovery_days       = 30
  deletion_protection = true
}

run "secret_manager_prod" {
  command = plan

  module {
    source = "./modules/secret-manager"
  }

  assert {
    condition     = keys(google_secret_manager_secret.this) == ["mail-token", "session-key"]
    error_message = "The secrets must be those that are named."
  }

  assert {
    condition     = alltrue([for secret in google_secret_manager_secret.this : secret.version_destroy_ttl == "2592000s" && secret.deletion_protection])
    error_message = "A destroyed version must stay recoverable for recovery_days, and a secret refuse to be destroyed."
  }
}
