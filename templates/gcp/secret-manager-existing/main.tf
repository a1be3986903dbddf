# Secrets that are there already, in one project and with names that begin alike: looked up, never changed or read.

data "google_secret_manager_secret" "this" {
  for_each = toset(var.secrets)

  project   = var.project_id
  secret_id = "${var.prefix}${each.value}"
}
