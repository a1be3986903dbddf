output "created" {
  description = "Whether the service exists, which it does once it has an image."
  value       = var.image != null
}

output "host" {
  description = "The host name of the service; both the origin's host name and its host header at the edge."
  value       = "${var.name}.${var.environment_domain}"
}

output "id" {
  description = "The service as the target of alarms, or null while it has no image."
  value       = one(azurerm_container_app.this[*].id)
}

output "name" {
  description = "The name of the service."
  value       = var.name
}

output "url" {
  description = "The address of the service."
  value       = "https://${var.name}.${var.environment_domain}"
}
