# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider gcp` writes it again and keeps edits.

# The components of the stack. What each may do with the others is in flows.tf.

data "google_client_config" "current" {}

data "google_project" "current" {
  project_id = coalesce(var.project_id, data.google_client_config.current.project)
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

  project = data.google_project.current.project_id
  service = each.key
}

locals {
  # Whoever takes the project from here waits until its APIs are enabled.
  project_id = one(distinct([for service in google_project_service.this : service.project]))

  # The same for whoever takes the project's number.
  project_number = one(distinct([for service in google_project_service.this : data.google_project.current.number]))

  # Some names are global. A hash of project and environment keeps them apart and stays the same on every run.
  suffix = substr(sha256("${data.google_project.current.project_id}/${var.environment}"), 0, 6)

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
    condition     = var.domain != null || var.environment == "prod"
    error_message = "Without a domain the load balancer has no certificate and serves plain HTTP: set `domain` in the spec."
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
}

# logs: logs, Cloud Logging
module "logs" {
  source = "./modules/cloud-logging"

  retention_days = var.logs.retention_days
  project_id     = local.project_id
}

# registry: registry, Artifact Registry
module "registry" {
  source = "./modules/artifact-registry"

  name        = var.registry.name
  keep_images = var.registry.keep_images
  scan        = var.registry.scan
  project_id  = local.project_id
  region      = var.region
  labels      = merge(local.labels, { component = "registry" })

  repositories = {
    web     = {}
    migrate = {}
  }
}

# identity: identity, Google Cloud service accounts
module "identity" {
  source = "./modules/service-accounts"

  names      = var.identity.names
  project_id = local.project_id
  prefix     = var.prefix

  identities = {
    web               = {}
    migrate           = {}
    migrate-scheduler = {}
    app-db-setup      = {}
  }
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
  project_number          = local.project_number
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

  name                = "${var.assets.name}-${local.suffix}"
  noncurrent_days     = var.assets.noncurrent_days
  cool_after_days     = var.assets.cool_after_days
  deletion_protection = var.assets.deletion_protection
  project_id          = local.project_id
  region              = var.region
  labels              = merge(local.labels, { component = "assets" })
}

# uploads: object-store, Cloud Storage
module "uploads" {
  source = "./modules/cloud-storage"

  name                = "${var.uploads.name}-${local.suffix}"
  noncurrent_days     = var.uploads.noncurrent_days
  cool_after_days     = var.uploads.cool_after_days
  deletion_protection = var.uploads.deletion_protection
  project_id          = local.project_id
  region              = var.region
  labels              = merge(local.labels, { component = "uploads" })
}

# web: service, Cloud Run
module "web" {
  source = "./modules/cloud-run"

  name                  = var.web.name
  cpu                   = var.web.cpu
  image                 = var.web.image
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
  image                 = var.migrate.image
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

  name       = var.watch.name
  emails     = var.watch.emails
  project_id = local.project_id
  labels     = merge(local.labels, { component = "watch" })

  uptime = {
    load-balancer = {
      host  = module.load_balancer.host
      https = module.load_balancer.https
      root  = module.load_balancer.root
    }
  }

  alarms = {
    load-balancer-errors = {
      title = "load-balancer: too many answers are server errors"
      filter = [
        "resource.type = \"https_lb_rule\"",
        "resource.labels.url_map_name = \"${module.load_balancer.url_map_name}\"",
        "metric.type = \"loadbalancing.googleapis.com/https/request_count\"",
        "metric.labels.response_code_class = 500",
      ]
      share_of = [
        "resource.type = \"https_lb_rule\"",
        "resource.labels.url_map_name = \"${module.load_balancer.url_map_name}\"",
        "metric.type = \"loadbalancing.googleapis.com/https/request_count\"",
      ]
      aligner   = "ALIGN_RATE"
      reducer   = "REDUCE_SUM"
      threshold = var.watch.error_share
      minutes   = 5
    }
    load-balancer-latency = {
      title = "load-balancer: slow answers"
      filter = [
        "resource.type = \"https_lb_rule\"",
        "resource.labels.url_map_name = \"${module.load_balancer.url_map_name}\"",
        "metric.type = \"loadbalancing.googleapis.com/https/total_latencies\"",
      ]
      aligner   = "ALIGN_PERCENTILE_95"
      reducer   = "REDUCE_MAX"
      threshold = var.watch.latency_ms
      minutes   = 5
    }
    web-errors = {
      title = "web: too many answers are server errors"
      filter = [
        "resource.type = \"cloud_run_revision\"",
        "resource.labels.service_name = \"${module.web.name}\"",
        "metric.type = \"run.googleapis.com/request_count\"",
        "metric.labels.response_code_class = \"5xx\"",
      ]
      share_of = [
        "resource.type = \"cloud_run_revision\"",
        "resource.labels.service_name = \"${module.web.name}\"",
        "metric.type = \"run.googleapis.com/request_count\"",
      ]
      aligner   = "ALIGN_RATE"
      reducer   = "REDUCE_SUM"
      threshold = var.watch.error_share
      minutes   = 5
    }
    web-latency = {
      title = "web: slow answers"
      filter = [
        "resource.type = \"cloud_run_revision\"",
        "resource.labels.service_name = \"${module.web.name}\"",
        "metric.type = \"run.googleapis.com/request_latencies\"",
      ]
      aligner   = "ALIGN_PERCENTILE_95"
      reducer   = "REDUCE_MAX"
      threshold = var.watch.latency_ms
      minutes   = 5
    }
    web-cpu = {
      title = "web: its instances are busy although it scales"
      filter = [
        "resource.type = \"cloud_run_revision\"",
        "resource.labels.service_name = \"${module.web.name}\"",
        "metric.type = \"run.googleapis.com/container/cpu/utilizations\"",
      ]
      aligner   = "ALIGN_PERCENTILE_95"
      reducer   = "REDUCE_MAX"
      threshold = var.watch.saturation_share
      minutes   = 15
    }
    web-memory = {
      title = "web: its instances run out of memory"
      filter = [
        "resource.type = \"cloud_run_revision\"",
        "resource.labels.service_name = \"${module.web.name}\"",
        "metric.type = \"run.googleapis.com/container/memory/utilizations\"",
      ]
      aligner   = "ALIGN_PERCENTILE_95"
      reducer   = "REDUCE_MAX"
      threshold = var.watch.saturation_share
      minutes   = 15
    }
    migrate-failures = {
      title = "migrate: a run failed"
      filter = [
        "resource.type = \"cloud_run_job\"",
        "resource.labels.job_name = \"${module.migrate.name}\"",
        "metric.type = \"run.googleapis.com/job/completed_execution_count\"",
        "metric.labels.result = \"failed\"",
      ]
      aligner   = "ALIGN_DELTA"
      reducer   = "REDUCE_SUM"
      threshold = 0
      minutes   = 0
    }
    app-db-storage = {
      title = "app-db: its disk is nearly full"
      filter = [
        "resource.type = \"cloudsql_database\"",
        "resource.labels.database_id = \"${local.project_id}:${module.app_db.name}\"",
        "metric.type = \"cloudsql.googleapis.com/database/disk/utilization\"",
      ]
      aligner   = "ALIGN_MAX"
      reducer   = "REDUCE_MAX"
      threshold = var.watch.saturation_share
      minutes   = 10
    }
    app-db-cpu = {
      title = "app-db: busy"
      filter = [
        "resource.type = \"cloudsql_database\"",
        "resource.labels.database_id = \"${local.project_id}:${module.app_db.name}\"",
        "metric.type = \"cloudsql.googleapis.com/database/cpu/utilization\"",
      ]
      aligner   = "ALIGN_MEAN"
      reducer   = "REDUCE_MAX"
      threshold = var.watch.saturation_share
      minutes   = 15
    }
    app-cache-memory = {
      title = "app-cache: nearly full"
      filter = [
        "resource.type = \"memorystore.googleapis.com/Instance\"",
        "resource.labels.instance_id = \"${module.app_cache.name}\"",
        "metric.type = \"memorystore.googleapis.com/instance/memory/maximum_utilization\"",
      ]
      aligner   = "ALIGN_MAX"
      reducer   = "REDUCE_MAX"
      threshold = var.watch.saturation_share
      minutes   = 5
    }
  }
}
