# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider gcp` writes it again and keeps edits.

# Who may do what: one block per pair of components with its flows in the spec's words, and what they make.
# No other file of this folder grants anything or opens a port.

# --- fetch: what the platform needs ---
# Wider than the flow, README.md says why: google_project_iam_member.fetch_logs.
# Wider than the flow, README.md says why: google_project_iam_member.fetch_metrics.
# Wider than the flow, README.md says why: google_project_iam_member.fetch_traces.

resource "google_cloud_run_v2_job_iam_member" "fetch_scheduler" {
  count = module.fetch.scheduled ? 1 : 0

  project  = local.project_id
  location = var.region
  name     = module.fetch.name
  role     = "roles/run.invoker"
  member   = module.identity.members["fetch-scheduler"]
}

resource "google_project_iam_member" "fetch_logs" {
  project = local.project_id
  role    = "roles/logging.logWriter"
  member  = module.identity.members["fetch"]
}

resource "google_project_iam_member" "fetch_metrics" {
  project = local.project_id
  role    = "roles/monitoring.metricWriter"
  member  = module.identity.members["fetch"]
}

resource "google_project_iam_member" "fetch_traces" {
  project = local.project_id
  role    = "roles/cloudtrace.agent"
  member  = module.identity.members["fetch"]
}

resource "google_compute_firewall" "fetch" {
  count = var.network.nat ? 1 : 0

  project            = module.network.project_id
  name               = "${var.fetch.name}-https"
  network            = module.network.id
  description        = "fetch to APIs and the internet"
  direction          = "EGRESS"
  destination_ranges = ["0.0.0.0/0"]
  target_tags        = [var.fetch.name]

  allow {
    protocol = "tcp"
    ports    = ["443"]
  }
}

# --- importer: what the platform needs ---
# Wider than the flow, README.md says why: google_project_iam_member.importer_logs.
# Wider than the flow, README.md says why: google_project_iam_member.importer_metrics.
# Wider than the flow, README.md says why: google_project_iam_member.importer_traces.

resource "google_project_iam_member" "importer_logs" {
  project = local.project_id
  role    = "roles/logging.logWriter"
  member  = module.identity.members["importer"]
}

resource "google_project_iam_member" "importer_metrics" {
  project = local.project_id
  role    = "roles/monitoring.metricWriter"
  member  = module.identity.members["importer"]
}

resource "google_project_iam_member" "importer_traces" {
  project = local.project_id
  role    = "roles/cloudtrace.agent"
  member  = module.identity.members["importer"]
}

resource "google_compute_firewall" "importer" {
  count = var.network.nat ? 1 : 0

  project            = module.network.project_id
  name               = "${var.importer.name}-https"
  network            = module.network.id
  description        = "importer to APIs and the internet"
  direction          = "EGRESS"
  destination_ranges = ["0.0.0.0/0"]
  target_tags        = [var.importer.name]

  allow {
    protocol = "tcp"
    ports    = ["443"]
  }
}

# --- records: what the platform needs ---

resource "google_project_iam_member" "records_setup_login" {
  project = local.project_id
  role    = "roles/cloudsql.instanceUser"
  member  = module.identity.members["records-setup"]

  condition {
    title      = "records"
    expression = "resource.type == 'sqladmin.googleapis.com/Instance' && resource.name == 'projects/${local.project_id}/instances/${module.records.name}'"
  }
}

resource "google_compute_firewall" "records" {
  project            = module.network.project_id
  name               = "${var.prefix}-records"
  network            = module.network.id
  description        = "setup job of records to records"
  direction          = "EGRESS"
  destination_ranges = [module.records.range]
  target_tags        = [var.records.name]

  allow {
    protocol = "tcp"
    ports    = ["5432"]
  }
}

# --- fetch -> vault ---
# fetch -> vault: read (source-api-key)

locals {
  fetch_to_vault = {
    VAULT_ENDPOINT = module.vault.prefix
  }
}

resource "google_secret_manager_secret_iam_member" "fetch_to_vault" {
  for_each = toset(["source-api-key"])

  secret_id = module.vault.ids[each.key]
  role      = "roles/secretmanager.secretAccessor"
  member    = module.identity.members["fetch"]
}

# --- fetch -> inbox ---
# fetch -> inbox: write
# Wider than the flow, README.md says why: google_storage_bucket_iam_member.fetch_to_inbox.

locals {
  fetch_to_inbox = {
    INBOX_NAME     = module.inbox.name
    INBOX_ENDPOINT = "https://storage.googleapis.com/${module.inbox.name}"
  }
}

resource "google_storage_bucket_iam_member" "fetch_to_inbox" {
  bucket = module.inbox.name
  role   = "roles/storage.objectUser"
  member = module.identity.members["fetch"]
}

# --- inbox -> arrivals ---
# inbox -> arrivals: enqueue
# Made by module.inbox, argument queues["arrivals"].

resource "google_pubsub_topic_iam_member" "inbox_to_arrivals" {
  project = local.project_id
  topic   = module.arrivals.name
  role    = "roles/pubsub.publisher"
  member  = data.google_storage_project_service_account.current.member
}

# --- arrivals -> failed-arrivals ---
# arrivals -> failed-arrivals: enqueue
# Made by module.arrivals, argument dead_letters["failed-arrivals"].

resource "google_pubsub_topic_iam_member" "arrivals_to_failed_arrivals" {
  project = local.project_id
  topic   = module.failed_arrivals.name
  role    = "roles/pubsub.publisher"
  member  = local.pubsub_agent
}

resource "google_pubsub_subscription_iam_member" "arrivals_to_failed_arrivals" {
  for_each = module.arrivals.subscription_names

  project      = local.project_id
  subscription = module.arrivals.subscription_names[each.key]
  role         = "roles/pubsub.subscriber"
  member       = local.pubsub_agent
}

# --- importer -> arrivals ---
# importer -> arrivals: consume
# Made by module.arrivals, argument consumers["importer"].

locals {
  importer_to_arrivals = {
    ARRIVALS_NAME     = module.arrivals.name
    ARRIVALS_ENDPOINT = "https://pubsub.googleapis.com/v1/${module.arrivals.id}"
  }
}

resource "google_cloud_run_v2_service_iam_member" "importer_to_arrivals" {
  project  = local.project_id
  location = var.region
  name     = module.importer.name
  role     = "roles/run.invoker"
  member   = module.identity.members["importer-push"]
}

resource "google_service_account_iam_member" "importer_to_arrivals_token" {
  service_account_id = module.identity.ids["importer-push"]
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = local.pubsub_agent
}

# --- importer -> inbox ---
# importer -> inbox: read

locals {
  importer_to_inbox = {
    INBOX_NAME     = module.inbox.name
    INBOX_ENDPOINT = "https://storage.googleapis.com/${module.inbox.name}"
  }
}

resource "google_storage_bucket_iam_member" "importer_to_inbox" {
  bucket = module.inbox.name
  role   = "roles/storage.objectViewer"
  member = module.identity.members["importer"]
}

# --- importer -> records ---
# importer -> records: read-write
# Made by module.records, argument logins["importer"].

locals {
  importer_to_records = {
    RECORDS_HOST = module.records.host
    RECORDS_PORT = "5432"
    RECORDS_NAME = module.records.database
    RECORDS_USER = module.identity.database_users["importer"]
    RECORDS_AUTH = "gcp-iam"
    RECORDS_CA   = module.records.ca
  }
}

resource "google_project_iam_member" "importer_to_records" {
  project = local.project_id
  role    = "roles/cloudsql.instanceUser"
  member  = module.identity.members["importer"]

  condition {
    title      = "records"
    expression = "resource.type == 'sqladmin.googleapis.com/Instance' && resource.name == 'projects/${local.project_id}/instances/${module.records.name}'"
  }
}

resource "google_sql_user" "importer_to_records" {
  project         = local.project_id
  instance        = module.records.name
  name            = module.identity.database_users["importer"]
  type            = "CLOUD_IAM_SERVICE_ACCOUNT"
  deletion_policy = "ABANDON"
}

resource "google_compute_firewall" "importer_to_records" {
  project            = module.network.project_id
  name               = "${var.prefix}-importer-to-records"
  network            = module.network.id
  description        = "importer to records"
  direction          = "EGRESS"
  destination_ranges = [module.records.range]
  target_tags        = [var.importer.name]

  allow {
    protocol = "tcp"
    ports    = ["5432"]
  }
}
