output "bucket_id" {
  description = "Id of the log bucket."
  value       = google_logging_project_bucket_config.default.id
}
