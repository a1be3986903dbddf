output "apns_project" {
  description = "Project whose apps on Apple's phones get the messages, or empty without the platform."
  value       = contains(var.platforms, "apns") ? var.project_id : ""
}

output "fcm_project" {
  description = "Project whose apps on Android's phones get the messages, or empty without the platform."
  value       = contains(var.platforms, "fcm") ? var.project_id : ""
}

output "send_url" {
  description = "Address that messages are sent to."
  value       = "https://fcm.googleapis.com/v1/projects/${var.project_id}/messages:send"
}

output "sender_role_id" {
  description = "Role that sends messages."
  value       = google_project_iam_custom_role.sender.id
}
