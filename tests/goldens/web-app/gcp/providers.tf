# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider gcp` writes it again and keeps edits.

# Without a project here, GOOGLE_PROJECT or the login's own project is used.
provider "google" {
  project = var.project_id
  region  = var.region

  default_labels = local.labels
}
