output "caller_role_id" {
  description = "Role that may call the APIs on the project's quota."
  value       = google_project_iam_custom_role.caller.id
}

output "image_endpoint" {
  description = "Address that images are judged at, or empty where they are not."
  value       = var.images ? "https://vision.googleapis.com/v1/images:annotate" : ""
}

output "text_endpoint" {
  description = "Address that texts are judged at, or empty where they are not."
  value       = var.text ? "https://language.googleapis.com/v2/documents:moderateText" : ""
}
