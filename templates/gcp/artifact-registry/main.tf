# Images of the same project are pulled by Cloud Run's own service agent: no grant is needed for that.
resource "google_artifact_registry_repository" "this" {
  #checkov:skip=CKV_GCP_84:Google-managed encryption at rest; a key of one's own is a decision of the organisation.
  project       = var.project_id
  location      = var.region
  repository_id = var.name
  description   = "Container images"
  format        = "DOCKER"
  labels        = var.labels

  docker_config {
    immutable_tags = true
  }

  vulnerability_scanning_config {
    enablement_config = var.scan ? "INHERITED" : "DISABLED"
  }

  cleanup_policies {
    id     = "keep-latest"
    action = "KEEP"

    most_recent_versions {
      keep_count = var.keep_images
    }
  }

  cleanup_policies {
    id     = "delete-old"
    action = "DELETE"

    condition {
      tag_state  = "ANY"
      older_than = "2592000s" # 30 days
    }
  }
}
