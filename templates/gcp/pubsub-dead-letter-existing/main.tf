# A dead-letter topic that is there already, in this project: looked up, never changed. Pub/Sub may publish to it by a grant in flows.tf.

data "google_pubsub_topic" "this" {
  project = var.project_id
  name    = var.topic
}

# A topic without a subscription drops what it gets.
data "google_pubsub_subscription" "this" {
  project = var.project_id
  name    = var.subscription

  lifecycle {
    postcondition {
      condition     = self.topic == data.google_pubsub_topic.this.id
      error_message = "The subscription must be one of the dead-letter topic: without it dead letters are lost."
    }
  }
}
