output "created" {
  description = "Whether the worker exists, which it does once it has an image."
  value       = var.image != null
}

output "id" {
  description = "The worker as the target of alarms, or null while it has no image."
  value       = one(azurerm_container_app.this[*].id)
}

output "name" {
  description = "The name of the worker."
  value       = var.name
}
