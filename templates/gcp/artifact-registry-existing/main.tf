# A repository that is there already, of this project or of another one. Of another one Cloud Run's service agent must be allowed to read it,
# which its owner grants.

locals {
  url = "${var.location}-docker.pkg.dev/${var.project_id}/${var.repository}"
}
