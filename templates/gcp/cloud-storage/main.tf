# A private bucket with versions, and messages for what is uploaded.

resource "google_storage_bucket" "this" {
  #checkov:skip=CKV_GCP_62:Cloud Audit Logs record access; usage logs would need a second bucket of the same kind.
  project       = var.project_id
  name          = var.name
  location      = var.region
  storage_class = "STANDARD"
  force_destroy = var.force_destroy
  labels        = var.labels

  # Permissions come from IAM alone, and none of them can ever be for the public.
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  versioning {
    enabled = true
  }

  # Versions can be restored already; soft deletion would keep, and bill, each of them a second time.
  soft_delete_policy {
    retention_duration_seconds = 0
  }

  lifecycle_rule {
    action {
      type = "AbortIncompleteMultipartUpload"
    }

    condition {
      age = 7
    }
  }

  lifecycle_rule {
    action {
      type = "Delete"
    }

    condition {
      days_since_noncurrent_time = var.noncurrent_days
      with_state                 = "ARCHIVED"
    }
  }

  dynamic "lifecycle_rule" {
    for_each = var.cool_after_days == null ? [] : [var.cool_after_days]

    content {
      action {
        type          = "SetStorageClass"
        storage_class = "NEARLINE"
      }

      condition {
        age                   = lifecycle_rule.value
        matches_storage_class = ["STANDARD"]
      }
    }
  }
}

# What a flow to a part of the bucket grants, it grants on the folder: reading and writing below it, and listing it.
resource "google_storage_managed_folder" "this" {
  for_each = var.folders

  bucket        = google_storage_bucket.this.name
  name          = each.key
  force_destroy = true # Takes the folder's policy away; the objects below it stay.
}

# One message per upload to each queue that a flow leads to. Cloud Storage sets it up only once its account may publish to the topic, and a
# grant can take minutes to work: https://docs.cloud.google.com/iam/docs/access-change-propagation, read 2026-12.
resource "google_storage_notification" "this" {
  for_each = var.queues

  bucket         = google_storage_bucket.this.name
  topic          = each.value
  payload_format = "JSON_API_V1"
  event_types    = ["OBJECT_FINALIZE"]
}

# The same for uploads below a path.
resource "google_storage_notification" "prefixed" {
  for_each = var.prefixed_queues

  bucket             = google_storage_bucket.this.name
  topic              = each.value.topic
  payload_format     = "JSON_API_V1"
  event_types        = ["OBJECT_FINALIZE"]
  object_name_prefix = each.value.prefix
}
