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
    "certificatemanager.googleapis.com",
    "cloudbilling.googleapis.com",
    "cloudscheduler.googleapis.com",
    "cloudtrace.googleapis.com",
    "compute.googleapis.com",
    "dns.googleapis.com",
    "iam.googleapis.com",
    "logging.googleapis.com",
    "memorystore.googleapis.com",
    "monitoring.googleapis.com",
    "networkconnectivity.googleapis.com",
    "run.googleapis.com",
    "secretmanager.googleapis.com",
    "serviceconsumermanagement.googleapis.com",
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

  load_balancer_agent = "${local.agent}@https-lb.iam.gserviceaccount.com"
}

# A trial may do without HTTPS, but nobody should overlook it. In prod the load balancer itself refuses.
check "https" {
  assert {
    condition     = (var.domain != null && (var.dns_zone != null || var.domain_ready)) || var.environment == "prod"
    error_message = "Without a domain whose records are set the load balancer has no certificate and serves plain HTTP: set `domain` in the spec, and `dns_zone` or `domain_ready`."
  }
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
  databases         = { app-db = true }
  caches            = { app-cache = true }
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
    network-nat = { type = "nat_gateway", label = "gateway_name", name = var.prefix }
    load-balancer = {
      type  = "http_load_balancer"
      label = "url_map_name"
      name  = module.load_balancer.url_map_name
    }
    web              = { type = "cloud_run_revision", label = "service_name", name = module.web.name }
    migrate          = { type = "cloud_run_job", label = "job_name", name = module.migrate.name }
    migrate-schedule = { type = "cloud_scheduler_job", label = "job_id", name = module.migrate.name }
    app-db = {
      type  = "cloudsql_database"
      label = "database_id"
      name  = "${local.project_id}:${module.app_db.name}"
    }
    app-db-setup = { type = "cloud_run_job", label = "job_name", name = module.app_db.setup.name }
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
  repositories  = { web = true, migrate = true }
  labels        = merge(local.labels, { component = "registry" })
}

# identity: identity, Google Cloud service accounts
module "identity" {
  source = "./modules/service-accounts"

  names      = var.identity.names
  project_id = local.project_id
  prefix     = var.prefix
  identities = { web = true, migrate = true, migrate-scheduler = true, app-db-setup = true }
}

# load-balancer: load-balancer, External Application Load Balancer
module "load_balancer" {
  source = "./modules/load-balancer"

  name             = var.load_balancer.name
  log_sample_rate  = var.load_balancer.log_sample_rate
  project_id       = local.project_id
  region           = var.region
  environment      = var.environment
  domain           = var.domain
  domain_aliases   = var.domain_aliases
  domain_ready     = var.domain_ready
  dns_zone         = var.dns_zone
  routes           = { "/*" = "web", "/static/*" = "assets" }
  service_backends = { web = { service_name = module.web.name } }
  store_backends   = { assets = { bucket_name = module.assets.name } }

  firewalls = {
    edge = {
      backend_policy_id = module.shield.backend_policy_id
      edge_policy_id    = module.shield.edge_policy_id
    }
  }

  edges = {
    "edge web"    = { backend = "web", edge = "edge" }
    "edge assets" = { backend = "assets", cache_ttl_seconds = var.edge.cache_ttl_seconds, edge = "edge" }
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

# shield: firewall, Google Cloud Armor
module "shield" {
  source = "./modules/cloud-armor"

  name                = var.shield.name
  requests_per_minute = var.shield.requests_per_minute
  block               = var.shield.block
  blocked_ranges      = var.shield.blocked_ranges
  project_id          = local.project_id
}

# assets: object-store, Cloud Storage
module "assets" {
  source = "./modules/cloud-storage"

  name            = "${var.assets.name}-${local.suffix}"
  noncurrent_days = var.assets.noncurrent_days
  cool_after_days = var.assets.cool_after_days
  force_destroy   = var.assets.force_destroy
  project_id      = local.project_id
  region          = var.region
  labels          = merge(local.labels, { component = "assets" })
}

# uploads: object-store, Cloud Storage
module "uploads" {
  source = "./modules/cloud-storage"

  name            = "${var.uploads.name}-${local.suffix}"
  noncurrent_days = var.uploads.noncurrent_days
  cool_after_days = var.uploads.cool_after_days
  force_destroy   = var.uploads.force_destroy
  project_id      = local.project_id
  region          = var.region
  labels          = merge(local.labels, { component = "uploads" })
}

# web: service, Cloud Run
module "web" {
  source = "./modules/cloud-run"

  name                  = var.web.name
  cpu                   = var.web.cpu
  image                 = var.web_image
  command               = var.web.command
  memory_mb             = var.web.memory_mb
  timeout_seconds       = var.web.timeout_seconds
  deletion_protection   = var.web.deletion_protection
  port                  = var.web.port
  health_path           = var.web.health_path
  min_replicas          = var.web.min_replicas
  max_replicas          = var.web.max_replicas
  concurrency           = var.web.concurrency
  project_id            = local.project_id
  region                = var.region
  service_account_email = module.identity.emails["web"]
  subnetwork_id         = module.network.workloads_subnetwork_id
  egress                = module.network.egress
  load_balancers        = { edge = true }
  labels                = merge(local.labels, { component = "web" })

  environment = merge(
    { PUBLIC_URL = module.load_balancer.url },
    local.web_to_app_db,
    local.web_to_app_cache,
    local.web_to_uploads,
    local.web_to_vault,
  )

  depends_on = [
    google_project_iam_member.web_logs,
    google_project_iam_member.web_metrics,
    google_project_iam_member.web_traces,
    google_project_iam_member.web_to_app_db,
    google_sql_user.web_to_app_db,
    google_project_iam_member.web_to_app_cache,
    google_storage_bucket_iam_member.web_to_uploads,
    google_secret_manager_secret_iam_member.web_to_vault,
  ]
}

# migrate: job, Cloud Run job
module "migrate" {
  source = "./modules/cloud-run-job"

  name                  = var.migrate.name
  cpu                   = var.migrate.cpu
  image                 = var.migrate_image
  command               = var.migrate.command
  memory_mb             = var.migrate.memory_mb
  timeout_seconds       = var.migrate.timeout_seconds
  deletion_protection   = var.migrate.deletion_protection
  schedule              = var.migrate.schedule
  max_retries           = var.migrate.max_retries
  project_id            = local.project_id
  region                = var.region
  service_account_email = module.identity.emails["migrate"]
  subnetwork_id         = module.network.workloads_subnetwork_id
  egress                = module.network.egress
  scheduler_email       = module.identity.emails["migrate-scheduler"]
  environment           = local.migrate_to_app_db
  labels                = merge(local.labels, { component = "migrate" })

  depends_on = [
    google_project_iam_member.migrate_logs,
    google_project_iam_member.migrate_metrics,
    google_project_iam_member.migrate_traces,
    google_project_iam_member.migrate_to_app_db,
    google_sql_user.migrate_to_app_db,
  ]
}

# app-db: relational-db, Cloud SQL for PostgreSQL
module "app_db" {
  source = "./modules/cloud-sql-postgresql"

  name                = var.app_db.name
  tier                = var.app_db.tier
  flags               = var.app_db.flags
  final_backup_days   = var.app_db.final_backup_days
  engine_version      = var.app_db.engine_version
  database            = var.app_db.database
  storage_gb          = var.app_db.storage_gb
  high_availability   = var.app_db.high_availability
  backup_days         = var.app_db.backup_days
  deletion_protection = var.app_db.deletion_protection
  project_id          = local.project_id
  region              = var.region
  network_id          = module.network.managed_services_network_id
  setup_subnetwork_id = module.network.workloads_subnetwork_id
  log_bucket          = module.logs.name
  log_location        = module.logs.location
  labels              = merge(local.labels, { component = "app-db" })

  setup_identity = {
    database_user = module.identity.database_users["app-db-setup"]
    email         = module.identity.emails["app-db-setup"]
  }

  logins = {
    web     = { name = module.identity.database_users["web"], actions = ["read-write"] }
    migrate = { name = module.identity.database_users["migrate"], actions = ["migrate"] }
  }
}

# app-cache: cache, Memorystore for Valkey
module "app_cache" {
  source = "./modules/memorystore-valkey"

  name                = var.app_cache.name
  node_type           = var.app_cache.node_type
  engine_version      = var.app_cache.engine_version
  replicas            = var.app_cache.replicas
  deletion_protection = var.app_cache.deletion_protection
  project_id          = local.project_id
  region              = var.region
  network_id          = module.network.managed_services_network_id
  labels              = merge(local.labels, { component = "app-cache" })
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

  uptime = {
    load-balancer = {
      host  = module.load_balancer.host
      https = module.load_balancer.https
      root  = module.load_balancer.root
    }
  }

  watched = {
    load-balancer = { service = "load-balancer", name = module.load_balancer.url_map_name }
    web           = { service = "cloud-run", name = module.web.name }
    migrate = {
      service       = "cloud-run-job"
      name          = module.migrate.name
      silence_hours = module.migrate.silence_hours
    }
    app-db    = { service = "cloud-sql-postgresql", name = "${local.project_id}:${module.app_db.name}" }
    app-cache = { service = "memorystore-valkey", name = module.app_cache.name }
  }
}
