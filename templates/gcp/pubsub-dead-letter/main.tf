# Where messages go that nobody could handle, with a subscription to look at them.

resource "google_pubsub_topic" "this" {
  #checkov:skip=CKV_GCP_83:Google-managed encryption at rest; a key of one's own is a decision of the organisation.
  project = var.project_id
  name    = var.name
  labels  = var.labels

  message_storage_policy {
    allowed_persistence_regions = [var.region]
  }
}

resource "google_pubsub_subscription" "this" {
  project                    = var.project_id
  name                       = var.name
  topic                      = google_pubsub_topic.this.id
  ack_deadline_seconds       = 60
  message_retention_duration = "${var.retention_seconds}s"
  labels                     = var.labels

  # Never: an idle subscription would be deleted after 31 days.
  expiration_policy {
    ttl = ""
  }
}
