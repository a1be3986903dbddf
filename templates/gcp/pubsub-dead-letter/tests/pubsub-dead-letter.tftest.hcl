mock_provider "google" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  project_id        = "example-project"
  name              = "example-prod-failed"
  region            = "us-central1"
  retention_seconds = 1209600
}

run "pubsub_dead_letter" {
  command = plan

  module {
    source = "./modules/pubsub-dead-letter"
  }

  assert {
    condition     = toset(one(google_pubsub_topic.this.message_storage_policy[*].allowed_persistence_regions)) == toset(["us-central1"])
    error_message = "Messages must stay in the stack's region."
  }

  assert {
    condition     = google_pubsub_subscription.this.message_retention_duration == "1209600s" && one(google_pubsub_subscription.this.expiration_policy[*].ttl) == ""
    error_message = "Dead letters must be kept for retention_seconds, and their subscription never expire."
  }
}
