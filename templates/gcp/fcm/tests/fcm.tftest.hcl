mock_provider "google" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  project_id = "example-project"
  name       = "example-prod-push"
  platforms  = ["fcm"]
}

run "fcm_prod" {
  command = plan

  module {
    source = "./modules/fcm"
  }

  assert {
    condition     = google_project_iam_custom_role.sender.permissions == toset(["cloudmessaging.messages.create"])
    error_message = "Who sends must be able to send, and nothing else."
  }

  assert {
    condition     = output.fcm_project == "example-project" && output.apns_project == ""
    error_message = "Callers must get the project for the platforms that there are."
  }
}
