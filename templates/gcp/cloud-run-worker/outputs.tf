output "name" {
  description = "Name of the worker."
  value       = google_cloud_run_v2_service.this.name
}

output "url" {
  description = "Address that messages are pushed to."
  value       = google_cloud_run_v2_service.this.uri
}
