# Every project has this bucket; Terraform adopts it and cannot delete it.

resource "google_logging_project_bucket_config" "default" {
  project        = var.project_id
  location       = "global"
  bucket_id      = "_Default"
  retention_days = var.retention_days
}
