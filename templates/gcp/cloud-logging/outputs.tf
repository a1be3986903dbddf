output "bucket_id" {
  description = "Id of the log bucket: projects/PROJECT/locations/REGION/buckets/NAME."
  value       = google_logging_project_bucket_config.this.id
}

output "location" {
  description = "Location of the log bucket."
  value       = google_logging_project_bucket_config.this.location
}

output "name" {
  description = "Name of the log bucket."
  value       = google_logging_project_bucket_config.this.bucket_id
}
