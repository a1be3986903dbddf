# A topic that is there already, in this project: looked up, never changed. Components publish to it; its subscriptions are its owner's.

data "google_pubsub_topic" "this" {
  project = var.project_id
  name    = var.topic
}
