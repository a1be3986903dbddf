output "created" {
  description = "Whether the job exists, which it does once it has an image."
  value       = var.image != null
}

output "id" {
  description = "The job, or null while it has no image."
  value       = one(azurerm_container_app_job.this[*].id)
}

output "name" {
  description = "The name of the job."
  value       = var.name
}
