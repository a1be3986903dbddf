# The images of the stack. Cloud Run's own service agent pulls those of its project: no grant is needed for that.

# Without this API nothing is scanned, whatever the repository says. It is billed for each image that is pushed.
resource "google_project_service" "scanning" {
  count = var.scan ? 1 : 0

  project = var.project_id
  service = "containerscanning.googleapis.com"
}

resource "google_artifact_registry_repository" "this" {
  #checkov:skip=CKV_GCP_84:Google-managed encryption at rest; a key of one's own is a decision of the organisation.
  project       = var.project_id
  location      = var.region
  repository_id = var.name
  description   = "Container images"
  format        = "DOCKER"
  labels        = var.labels

  # Google deletes a repository with all its images.
  deletion_policy = var.force_destroy ? "DELETE" : "PREVENT"

  # Tags may move, which is the default: one that can't be moved can't be deleted either, and nothing that has one would ever be cleaned up. A
  # digest always names the same image. The provider sends no block that only says so, and its next plan would add it again.
  # https://docs.cloud.google.com/artifact-registry/docs/reference/rest/v1/projects.locations.repositories#DockerRepositoryConfig, read 2026-12

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
  depends_on = [google_project_service.scanning]
}
