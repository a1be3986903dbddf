# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider gcp` writes it again and keeps edits.

# Without a project here, GOOGLE_PROJECT or the login's own project is used.
provider "google" {
  project = var.project_id
  region  = var.region

  default_labels = local.labels
}

# A person's login does not say whose quota a call counts against, and the API of budgets insists on it.
provider "google" {
  alias   = "billing"
  project = var.project_id
  region  = var.region

  billing_project       = local.current_project
  user_project_override = true

  default_labels = local.labels
}
