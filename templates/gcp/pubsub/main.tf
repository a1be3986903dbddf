# A topic, and a subscription for each worker, to which messages are pushed or which pulls them.

locals {
  # Without a subscription a topic keeps nothing: as long as no worker consumes, messages wait to be pulled.
  subscriptions = length(var.consumers) > 0 ? var.consumers : { waiting = null }
}

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
  for_each = local.subscriptions

  project                    = var.project_id
  name                       = "${var.name}-${each.key}"
  topic                      = google_pubsub_topic.this.id
  ack_deadline_seconds       = var.ack_deadline_seconds
  message_retention_duration = "${var.retention_seconds}s"
  labels                     = var.labels

  # Never: an idle subscription would be deleted after 31 days.
  expiration_policy {
    ttl = ""
  }

  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }

  # The placeholder of a worker without an image would take every message and lose it, so until then they wait.
  dynamic "push_config" {
    for_each = try(each.value.image, null) == null ? [] : [each.value]

    content {
      push_endpoint = push_config.value.url

      oidc_token {
        service_account_email = push_config.value.service_account_email
        audience              = push_config.value.url
      }
    }
  }

  dynamic "dead_letter_policy" {
    for_each = var.dead_letters

    content {
      dead_letter_topic     = dead_letter_policy.value
      max_delivery_attempts = var.max_receives
    }
  }
}
