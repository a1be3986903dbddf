mock_provider "google" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  project_id    = "example-project"
  name          = "example-prod-login"
  callback_urls = ["https://app.example.com/auth/callback", "https://app.example.com/again", "social://callback"]
  mfa           = "ENABLED"
  sign_up       = true
}

run "identity_platform_prod" {
  command = plan

  module {
    source = "./modules/identity-platform"
  }

  assert {
    condition     = google_identity_platform_config.this.authorized_domains == tolist(["app.example.com"])
    error_message = "People must come back to the hosts of the application alone."
  }

  assert {
    condition     = !one(one(google_identity_platform_config.this.sign_in[*].anonymous)[*].enabled) && !one(google_identity_platform_config.this.sign_in[*].allow_duplicate_emails)
    error_message = "Nobody must get in without an account, and an address must have one."
  }

  assert {
    condition     = google_project_iam_custom_role.admin.permissions == toset(["firebaseauth.users.delete", "firebaseauth.users.get", "firebaseauth.users.update"])
    error_message = "Applications must change users, and neither the configuration nor password hashes."
  }

  assert {
    condition     = google_project_iam_custom_role.reader.permissions == toset(["firebaseauth.users.get"])
    error_message = "Who reads must be able to read users, and nothing else."
  }
}
