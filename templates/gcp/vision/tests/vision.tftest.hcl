mock_provider "google" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  project_id = "example-project"
  name       = "example-prod-judge"
  images     = true
  text       = false
}

run "vision_prod" {
  command = plan

  module {
    source = "./modules/vision"
  }

  assert {
    condition     = google_project_iam_custom_role.caller.permissions == toset(["serviceusage.services.use"])
    error_message = "Callers must be able to spend the project's quota, and nothing else."
  }

  assert {
    condition     = output.text_endpoint == "" && output.image_endpoint != ""
    error_message = "Callers must get the address of what is judged alone."
  }
}
