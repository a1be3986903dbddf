mock_provider "google" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  project_id   = "example-project"
  subscription = "acme-failed-kept"
  topic        = "acme-failed"
}

run "pubsub_dead_letter_existing" {
  command = plan

  module {
    source = "./modules/pubsub-dead-letter-existing"
  }

  assert {
    condition     = output.subscription_name == "acme-failed-kept"
    error_message = "The dead letters must be in the subscription that was named."
  }
}

run "pubsub_dead_letter_existing_of_another_topic" {
  command = plan

  module {
    source = "./modules/pubsub-dead-letter-existing"
  }

  override_data {
    target = data.google_pubsub_subscription.this
    values = { topic = "projects/example-project/topics/other" }
  }

  expect_failures = [data.google_pubsub_subscription.this]
}
