# Vision (SafeSearch) and Natural Language (moderateText) are calls: what there is to make is the right to spend the project's quota.
# Both APIs ask for no other permission.

resource "google_project_iam_custom_role" "caller" {
  project     = var.project_id
  role_id     = "${replace(var.name, "-", "_")}_caller"
  title       = "${var.name}: call"
  description = "Spend the project's quota of APIs that have no permissions of their own."
  permissions = ["serviceusage.services.use"]
}
