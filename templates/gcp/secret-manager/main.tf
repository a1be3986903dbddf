# Secrets without values, which never pass through Terraform: gcloud secrets versions add NAME --data-file=-

resource "google_secret_manager_secret" "this" {
  for_each = toset(var.secrets)

  project             = var.project_id
  secret_id           = "${var.name}-${each.value}"
  deletion_protection = var.deletion_protection
  version_destroy_ttl = "${var.recovery_days * 86400}s" # So long can a destroyed version be restored.
  labels              = var.labels

  replication {
    auto {}
  }
}
