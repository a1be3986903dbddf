# Identities without permissions: every grant is in the root's flows.tf.

resource "google_service_account" "this" {
  for_each = var.identities

  project      = var.project_id
  account_id   = var.names[each.key]
  display_name = "${var.prefix} ${each.key}"
}
