# Firebase Cloud Messaging: the sender shows its own identity, so there is no key to keep.

resource "google_project_iam_custom_role" "sender" {
  project     = var.project_id
  role_id     = "${replace(var.name, "-", "_")}_sender"
  title       = "${var.name}: send"
  description = "Send messages to devices, and nothing else of Firebase."
  permissions = ["cloudmessaging.messages.create"]
}
