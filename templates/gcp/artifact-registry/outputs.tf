output "image_urls" {
  description = "Address of each component's image without a tag."
  value       = { for component, _ in var.repositories : component => "${google_artifact_registry_repository.this.registry_uri}/${component}" }
}

output "url" {
  description = "Address to push images to and pull them from."
  value       = google_artifact_registry_repository.this.registry_uri
}
