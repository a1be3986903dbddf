output "admin_role_id" {
  description = "Role that lets an application change users and their claims."
  value       = google_project_iam_custom_role.admin.id
}

output "audience" {
  description = "Audience (aud) of the tokens."
  value       = var.project_id

  depends_on = [google_identity_platform_config.this]
}

output "issuer" {
  description = "Issuer (iss) of the tokens; its keys are below /.well-known/openid-configuration."
  value       = "https://securetoken.google.com/${var.project_id}"

  depends_on = [google_identity_platform_config.this]
}

output "reader_role_id" {
  description = "Role that lets an application look at users and their claims."
  value       = google_project_iam_custom_role.reader.id
}
