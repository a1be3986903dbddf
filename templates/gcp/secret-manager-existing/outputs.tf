output "ids" {
  description = "Id of each secret by its name: projects/PROJECT/secrets/NAME."
  value       = { for name, secret in data.google_secret_manager_secret.this : name => secret.id }
}

output "prefix" {
  description = "What comes before a secret's name in its id."
  value       = "projects/${var.project_id}/secrets/${var.prefix}"
}
