# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider gcp` writes it again and keeps edits.

# The components of the stack. What each may do with the others is in flows.tf.

# Without an id this is the provider's project. google_client_config would tell it, too, and write the login's access token into the state.
data "google_project" "current" {
  project_id = var.project_id
}

# They stay enabled on destroy: others in the project may use them.
resource "google_project_service" "this" {
  for_each = toset([
    "artifactregistry.googleapis.com",
    "billingbudgets.googleapis.com",
    "cloudbilling.googleapis.com",
    "cloudscheduler.googleapis.com",
    "cloudtrace.googleapis.com",
    "compute.googleapis.com",
    "iam.googleapis.com",
    "logging.googleapis.com",
    "monitoring.googleapis.com",
    "pubsub.googleapis.com",
    "run.googleapis.com",
    "secretmanager.googleapis.com",
    "servicenetworking.googleapis.com",
    "sqladmin.googleapis.com",
    "storage.googleapis.com",
  ])

  project = local.current_project
  service = each.key
}

locals {
  # The id of the data source names the project, whoever chose it: the variable or the provider.
  current_project = trimprefix(data.google_project.current.id, "projects/")

  # An attribute of the services, so that whoever takes the project from here waits until its APIs are enabled.
  project_id = one(toset(values(google_project_service.this)[*].project))

  # Some names are global. A hash of project and environment keeps them apart and stays the same on every run.
  suffix = substr(sha256("${local.current_project}/${var.environment}"), 0, 6)

  labels = merge(var.labels, {
    environment = var.environment
    managed-by  = "terraform"
    project     = var.project
    stack       = var.prefix
  })
}

# The state belongs to one environment: a plan with the values of another is refused, before it replaces everything.
resource "terraform_data" "stack" {
  input = var.prefix

  lifecycle {
    ignore_changes = [input]

    postcondition {
      condition     = self.output == var.prefix
      error_message = "This state is that of ${self.output}, these values are those of ${var.prefix}: run `terraform init -reconfigure` with the right backend file."
    }
  }
}

# Google's own services act as these accounts of the project.
locals {
  agent = "serviceAccount:service-${data.google_project.current.number}"

  pubsub_agent = "${local.agent}@gcp-sa-pubsub.iam.gserviceaccount.com"
}

# The account with which Cloud Storage publishes. Asking for it creates it.
data "google_storage_project_service_account" "current" {
  project = local.project_id
}

# network: network, Google Cloud VPC
module "network" {
  source = "./modules/network"

  cidr              = var.network.cidr
  nat               = var.network.nat
  flow_log_sampling = var.network.flow_log_sampling
  project_id        = local.project_id
  prefix            = var.prefix
  region            = var.region
  databases         = { records = true }
}

# logs: logs, Cloud Logging
module "logs" {
  source = "./modules/cloud-logging"

  name           = var.logs.name
  retention_days = var.logs.retention_days
  project_id     = local.project_id
  region         = var.region

  sources = {
    network = {
      type  = "gce_subnetwork"
      label = "subnetwork_name"
      name  = module.network.workloads_subnetwork_name
    }
    network-nat    = { type = "nat_gateway", label = "gateway_name", name = var.prefix }
    fetch          = { type = "cloud_run_job", label = "job_name", name = module.fetch.name }
    fetch-schedule = { type = "cloud_scheduler_job", label = "job_id", name = module.fetch.name }
    importer       = { type = "cloud_run_revision", label = "service_name", name = module.importer.name }
    records = {
      type  = "cloudsql_database"
      label = "database_id"
      name  = "${local.project_id}:${module.records.name}"
    }
    records-setup = { type = "cloud_run_job", label = "job_name", name = module.records.setup.name }
  }
}

# registry: registry, Artifact Registry
module "registry" {
  source = "./modules/artifact-registry"

  name          = var.registry.name
  keep_images   = var.registry.keep_images
  scan          = var.registry.scan
  force_destroy = var.registry.force_destroy
  project_id    = local.project_id
  region        = var.region
  repositories  = { fetch = true, importer = true }
  labels        = merge(local.labels, { component = "registry" })
}

# identity: identity, Google Cloud service accounts
module "identity" {
  source = "./modules/service-accounts"

  names      = var.identity.names
  project_id = local.project_id
  prefix     = var.prefix

  identities = {
    fetch           = true
    fetch-scheduler = true
    importer        = true
    importer-push   = true
    records-setup   = true
  }
}

# budget: budget, Cloud Billing budget
module "budget" {
  source    = "./modules/billing-budget"
  providers = { google = google.billing }

  name                    = var.budget.name
  amount                  = var.budget.amount
  currency                = var.budget.currency
  actual_percents         = var.budget.actual_percents
  forecast_percents       = var.budget.forecast_percents
  emails                  = var.budget.emails
  billing_account         = var.budget.billing_account
  whole_project           = var.budget.whole_project
  project_billing_account = data.google_project.current.billing_account
  project_id              = local.project_id
  project_number          = data.google_project.current.number
  stack                   = var.prefix
  channels                = { watch = module.watch.channel_names }
}

# fetch: job, Cloud Run job
module "fetch" {
  source = "./modules/cloud-run-job"

  name                  = var.fetch.name
  cpu                   = var.fetch.cpu
  image                 = var.fetch_image
  command               = var.fetch.command
  memory_mb             = var.fetch.memory_mb
  timeout_seconds       = var.fetch.timeout_seconds
  deletion_protection   = var.fetch.deletion_protection
  schedule              = var.fetch.schedule
  max_retries           = var.fetch.max_retries
  project_id            = local.project_id
  region                = var.region
  service_account_email = module.identity.emails["fetch"]
  subnetwork_id         = module.network.workloads_subnetwork_id
  egress                = module.network.egress
  scheduler_email       = module.identity.emails["fetch-scheduler"]
  environment           = merge(local.fetch_to_vault, local.fetch_to_inbox)
  labels                = merge(local.labels, { component = "fetch" })

  depends_on = [
    google_project_iam_member.fetch_logs,
    google_project_iam_member.fetch_metrics,
    google_project_iam_member.fetch_traces,
    google_secret_manager_secret_iam_member.fetch_to_vault,
    google_storage_bucket_iam_member.fetch_to_inbox,
  ]
}

# inbox: object-store, Cloud Storage
module "inbox" {
  source = "./modules/cloud-storage"

  name            = "${var.inbox.name}-${local.suffix}"
  noncurrent_days = var.inbox.noncurrent_days
  cool_after_days = var.inbox.cool_after_days
  force_destroy   = var.inbox.force_destroy
  project_id      = local.project_id
  region          = var.region
  queues          = { arrivals = module.arrivals.id }
  labels          = merge(local.labels, { component = "inbox" })

  depends_on = [google_pubsub_topic_iam_member.inbox_to_arrivals]
}

# arrivals: queue, Pub/Sub
module "arrivals" {
  source = "./modules/pubsub"

  name                 = var.arrivals.name
  retention_seconds    = var.arrivals.retention_seconds
  max_receives         = var.arrivals.max_receives
  ack_deadline_seconds = var.arrivals.ack_deadline_seconds
  project_id           = local.project_id
  region               = var.region
  dead_letters         = { failed-arrivals = module.failed_arrivals.id }
  labels               = merge(local.labels, { component = "arrivals" })

  consumers = {
    importer = {
      image                 = var.importer_image
      url                   = module.importer.url
      service_account_email = module.identity.emails["importer-push"]
    }
  }

  depends_on = [google_pubsub_topic_iam_member.arrivals_to_failed_arrivals]
}

# failed-arrivals: dead-letter, Pub/Sub dead-letter topic
module "failed_arrivals" {
  source = "./modules/pubsub-dead-letter"

  name              = var.failed_arrivals.name
  retention_seconds = var.failed_arrivals.retention_seconds
  project_id        = local.project_id
  region            = var.region
  labels            = merge(local.labels, { component = "failed-arrivals" })
}

# importer: worker, Cloud Run fed by Pub/Sub
module "importer" {
  source = "./modules/cloud-run-worker"

  name                  = var.importer.name
  cpu                   = var.importer.cpu
  image                 = var.importer_image
  command               = var.importer.command
  memory_mb             = var.importer.memory_mb
  timeout_seconds       = var.importer.timeout_seconds
  deletion_protection   = var.importer.deletion_protection
  min_replicas          = var.importer.min_replicas
  max_replicas          = var.importer.max_replicas
  concurrency           = var.importer.concurrency
  project_id            = local.project_id
  region                = var.region
  service_account_email = module.identity.emails["importer"]
  subnetwork_id         = module.network.workloads_subnetwork_id
  egress                = module.network.egress
  environment           = merge(local.importer_to_arrivals, local.importer_to_inbox, local.importer_to_records)
  labels                = merge(local.labels, { component = "importer" })

  depends_on = [
    google_project_iam_member.importer_logs,
    google_project_iam_member.importer_metrics,
    google_project_iam_member.importer_traces,
    google_service_account_iam_member.importer_to_arrivals_token,
    google_storage_bucket_iam_member.importer_to_inbox,
    google_project_iam_member.importer_to_records,
    google_sql_user.importer_to_records,
  ]
}

# records: relational-db, Cloud SQL for PostgreSQL
module "records" {
  source = "./modules/cloud-sql-postgresql"

  name                = var.records.name
  tier                = var.records.tier
  flags               = var.records.flags
  final_backup_days   = var.records.final_backup_days
  engine_version      = var.records.engine_version
  database            = var.records.database
  storage_gb          = var.records.storage_gb
  high_availability   = var.records.high_availability
  backup_days         = var.records.backup_days
  deletion_protection = var.records.deletion_protection
  project_id          = local.project_id
  region              = var.region
  network_id          = module.network.managed_services_network_id
  setup_subnetwork_id = module.network.workloads_subnetwork_id
  log_bucket          = module.logs.name
  log_location        = module.logs.location
  logins              = { importer = { name = module.identity.database_users["importer"], actions = ["read-write"] } }
  labels              = merge(local.labels, { component = "records" })

  setup_identity = {
    database_user = module.identity.database_users["records-setup"]
    email         = module.identity.emails["records-setup"]
  }
}

# vault: secrets, Secret Manager
module "vault" {
  source = "./modules/secret-manager"

  name                = var.vault.name
  secrets             = var.vault.secrets
  recovery_days       = var.vault.recovery_days
  deletion_protection = var.vault.deletion_protection
  project_id          = local.project_id
  labels              = merge(local.labels, { component = "vault" })
}

# watch: observability, Cloud Monitoring
module "watch" {
  source = "./modules/cloud-monitoring"

  name              = var.watch.name
  emails            = var.watch.emails
  channels          = var.watch.channels
  error_share       = var.watch.error_share
  latency_ms        = var.watch.latency_ms
  saturation_share  = var.watch.saturation_share
  queue_age_seconds = var.watch.queue_age_seconds
  project_id        = local.project_id
  labels            = merge(local.labels, { component = "watch" })

  watched = {
    fetch = {
      service       = "cloud-run-job"
      name          = module.fetch.name
      silence_hours = module.fetch.silence_hours
    }
    arrivals        = { service = "pubsub", name = "${module.arrivals.subscription_prefix}*" }
    failed-arrivals = { service = "pubsub-dead-letter", name = module.failed_arrivals.subscription_name }
    importer        = { service = "cloud-run-worker", name = module.importer.name }
    records         = { service = "cloud-sql-postgresql", name = "${local.project_id}:${module.records.name}" }
  }
}
