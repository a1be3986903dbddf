output "name" {
  description = "Name of the service."
  value       = google_cloud_run_v2_service.this.name
}

output "url" {
  description = "Address of the service, for callers with an identity, and for users where a flow lets them."
  value       = google_cloud_run_v2_service.this.uri
}
