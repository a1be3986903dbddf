mock_provider "google" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  project_id        = "example-project"
  name              = "example-prod-jobs"
  region            = "us-central1"
  retention_seconds = 345600
  max_receives      = 5
  dead_letters      = { failed = "projects/example-project/topics/failed" }

  consumers = {
    importer = { image = "importer:1", service_account_email = "push@example-project.iam.gserviceaccount.com", url = "https://importer-abcdefghij-uc.a.run.app" }
  }
}

run "pubsub" {
  command = plan

  module {
    source = "./modules/pubsub"
  }

  assert {
    condition     = toset(one(google_pubsub_topic.this.message_storage_policy[*].allowed_persistence_regions)) == toset(["us-central1"])
    error_message = "Messages must stay in the stack's region."
  }

  assert {
    condition = one(flatten(google_pubsub_subscription.this["importer"].push_config[*].oidc_token[*].service_account_email)) == "push@example-project.iam.gserviceaccount.com" && alltrue([
      for push in google_pubsub_subscription.this["importer"].push_config : push.push_endpoint == "https://importer-abcdefghij-uc.a.run.app" && one(push.oidc_token[*].audience) == push.push_endpoint
    ])
    error_message = "A message must be pushed to its consumer alone, with a token that names it."
  }

  assert {
    condition     = alltrue([for policy in google_pubsub_subscription.this["importer"].dead_letter_policy : policy.dead_letter_topic == "projects/example-project/topics/failed" && policy.max_delivery_attempts == 5]) && length(google_pubsub_subscription.this["importer"].dead_letter_policy) == 1
    error_message = "A message that nobody could handle must go to the dead letters after max_receives."
  }

  assert {
    condition     = google_pubsub_subscription.this["importer"].message_retention_duration == "345600s" && one(google_pubsub_subscription.this["importer"].expiration_policy[*].ttl) == ""
    error_message = "A message must wait for retention_seconds, and a subscription never expire."
  }
}
