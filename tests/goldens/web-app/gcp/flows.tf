# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider gcp` writes it again and keeps edits.

# Who may do what: one block per pair of components with its flows in the spec's words, and what they make.
# No other file of this folder grants anything or opens a port.

# --- web: what the platform needs ---
# Wider than the flow, README.md says why: google_project_iam_member.web_logs.
# Wider than the flow, README.md says why: google_project_iam_member.web_metrics.
# Wider than the flow, README.md says why: google_project_iam_member.web_traces.

resource "google_project_iam_member" "web_logs" {
  project = local.project_id
  role    = "roles/logging.logWriter"
  member  = module.identity.members["web"]
}

resource "google_project_iam_member" "web_metrics" {
  project = local.project_id
  role    = "roles/monitoring.metricWriter"
  member  = module.identity.members["web"]
}

resource "google_project_iam_member" "web_traces" {
  project = local.project_id
  role    = "roles/cloudtrace.agent"
  member  = module.identity.members["web"]
}

resource "google_compute_firewall" "web" {
  count = var.network.nat ? 1 : 0

  project            = module.network.project_id
  name               = "${var.web.name}-https"
  network            = module.network.id
  description        = "web to APIs and the internet"
  direction          = "EGRESS"
  destination_ranges = ["0.0.0.0/0"]
  target_tags        = [var.web.name]

  allow {
    protocol = "tcp"
    ports    = ["443"]
  }
}

# --- migrate: what the platform needs ---
# Wider than the flow, README.md says why: google_project_iam_member.migrate_logs.
# Wider than the flow, README.md says why: google_project_iam_member.migrate_metrics.
# Wider than the flow, README.md says why: google_project_iam_member.migrate_traces.

resource "google_cloud_run_v2_job_iam_member" "migrate_scheduler" {
  count = module.migrate.scheduled ? 1 : 0

  project  = local.project_id
  location = var.region
  name     = module.migrate.name
  role     = "roles/run.invoker"
  member   = module.identity.members["migrate-scheduler"]
}

resource "google_project_iam_member" "migrate_logs" {
  project = local.project_id
  role    = "roles/logging.logWriter"
  member  = module.identity.members["migrate"]
}

resource "google_project_iam_member" "migrate_metrics" {
  project = local.project_id
  role    = "roles/monitoring.metricWriter"
  member  = module.identity.members["migrate"]
}

resource "google_project_iam_member" "migrate_traces" {
  project = local.project_id
  role    = "roles/cloudtrace.agent"
  member  = module.identity.members["migrate"]
}

resource "google_compute_firewall" "migrate" {
  count = var.network.nat ? 1 : 0

  project            = module.network.project_id
  name               = "${var.migrate.name}-https"
  network            = module.network.id
  description        = "migrate to APIs and the internet"
  direction          = "EGRESS"
  destination_ranges = ["0.0.0.0/0"]
  target_tags        = [var.migrate.name]

  allow {
    protocol = "tcp"
    ports    = ["443"]
  }
}

# --- app-db: what the platform needs ---

resource "google_project_iam_member" "app_db_setup_login" {
  project = local.project_id
  role    = "roles/cloudsql.instanceUser"
  member  = module.identity.members["app-db-setup"]

  condition {
    title      = "app-db"
    expression = "resource.type == 'sqladmin.googleapis.com/Instance' && resource.name == 'projects/${local.project_id}/instances/${module.app_db.name}'"
  }
}

resource "google_compute_firewall" "app_db" {
  project            = module.network.project_id
  name               = "${var.prefix}-app-db"
  network            = module.network.id
  description        = "setup job of app-db to app-db"
  direction          = "EGRESS"
  destination_ranges = [module.app_db.range]
  target_tags        = [var.app_db.name]

  allow {
    protocol = "tcp"
    ports    = ["5432"]
  }
}

# --- users -> shield ---
# users -> shield: request
# Nothing to grant.

# --- shield -> edge ---
# shield -> edge: route
# Made by module.load_balancer, argument firewalls["edge"].

# --- edge -> web ---
# edge -> web: route
# Made by module.web, argument load_balancers["edge"].
# Made by module.load_balancer, argument routes["/*"].
# Made by module.load_balancer, argument edges["edge web"].
# Made by module.load_balancer, argument service_backends["web"].
# Wider than the flow, README.md says why: module.web, argument load_balancers["edge"].

# --- edge -> assets ---
# edge -> assets: read (/static/*)
# Made by module.load_balancer, argument store_backends["assets"].
# Made by module.load_balancer, argument routes["/static/*"].
# Made by module.load_balancer, argument edges["edge assets"].

resource "google_storage_bucket_iam_member" "edge_to_assets" {
  bucket = module.assets.name
  role   = "roles/storage.objectViewer"
  member = local.load_balancer_agent

  condition {
    title      = "published"
    expression = "resource.name.startsWith('projects/_/buckets/${module.assets.name}/objects/static/')"
  }

  depends_on = [module.load_balancer]
}

# --- web -> app-db ---
# web -> app-db: read-write
# Made by module.app_db, argument logins["web"].

locals {
  web_to_app_db = {
    APP_DB_HOST = module.app_db.host
    APP_DB_PORT = "5432"
    APP_DB_NAME = module.app_db.database
    APP_DB_USER = module.identity.database_users["web"]
    APP_DB_AUTH = "gcp-iam"
    APP_DB_CA   = module.app_db.ca
  }
}

resource "google_project_iam_member" "web_to_app_db" {
  project = local.project_id
  role    = "roles/cloudsql.instanceUser"
  member  = module.identity.members["web"]

  condition {
    title      = "app-db"
    expression = "resource.type == 'sqladmin.googleapis.com/Instance' && resource.name == 'projects/${local.project_id}/instances/${module.app_db.name}'"
  }
}

resource "google_sql_user" "web_to_app_db" {
  project         = local.project_id
  instance        = module.app_db.name
  name            = module.identity.database_users["web"]
  type            = "CLOUD_IAM_SERVICE_ACCOUNT"
  deletion_policy = "ABANDON"
}

resource "google_compute_firewall" "web_to_app_db" {
  project            = module.network.project_id
  name               = "${var.prefix}-web-to-app-db"
  network            = module.network.id
  description        = "web to app-db"
  direction          = "EGRESS"
  destination_ranges = [module.app_db.range]
  target_tags        = [var.web.name]

  allow {
    protocol = "tcp"
    ports    = ["5432"]
  }
}

# --- migrate -> app-db ---
# migrate -> app-db: migrate
# Made by module.app_db, argument logins["migrate"].

locals {
  migrate_to_app_db = {
    APP_DB_HOST = module.app_db.host
    APP_DB_PORT = "5432"
    APP_DB_NAME = module.app_db.database
    APP_DB_USER = module.identity.database_users["migrate"]
    APP_DB_AUTH = "gcp-iam"
    APP_DB_CA   = module.app_db.ca
  }
}

resource "google_project_iam_member" "migrate_to_app_db" {
  project = local.project_id
  role    = "roles/cloudsql.instanceUser"
  member  = module.identity.members["migrate"]

  condition {
    title      = "app-db"
    expression = "resource.type == 'sqladmin.googleapis.com/Instance' && resource.name == 'projects/${local.project_id}/instances/${module.app_db.name}'"
  }
}

resource "google_sql_user" "migrate_to_app_db" {
  project         = local.project_id
  instance        = module.app_db.name
  name            = module.identity.database_users["migrate"]
  type            = "CLOUD_IAM_SERVICE_ACCOUNT"
  deletion_policy = "ABANDON"
}

resource "google_compute_firewall" "migrate_to_app_db" {
  project            = module.network.project_id
  name               = "${var.prefix}-migrate-to-app-db"
  network            = module.network.id
  description        = "migrate to app-db"
  direction          = "EGRESS"
  destination_ranges = [module.app_db.range]
  target_tags        = [var.migrate.name]

  allow {
    protocol = "tcp"
    ports    = ["5432"]
  }
}

# --- web -> app-cache ---
# web -> app-cache: read-write
# Wider than the flow, README.md says why: google_project_iam_member.web_to_app_cache.

locals {
  web_to_app_cache = {
    APP_CACHE_HOST = module.app_cache.host
    APP_CACHE_PORT = module.app_cache.port
    APP_CACHE_NAME = module.app_cache.name
    APP_CACHE_USER = "default"
    APP_CACHE_AUTH = "gcp-iam"
    APP_CACHE_CA   = module.app_cache.ca
  }
}

resource "google_project_iam_member" "web_to_app_cache" {
  project = local.project_id
  role    = "roles/memorystore.dbConnectionUser"
  member  = module.identity.members["web"]

  condition {
    title      = "app-cache"
    expression = "resource.name == '${module.app_cache.id}'"
  }
}

resource "google_compute_firewall" "web_to_app_cache" {
  project            = module.network.project_id
  name               = "${var.prefix}-web-to-app-cache"
  network            = module.network.id
  description        = "web to app-cache"
  direction          = "EGRESS"
  destination_ranges = module.app_cache.ranges
  target_tags        = [var.web.name]

  allow {
    protocol = "tcp"
    ports    = ["6379"]
  }
}

# --- web -> uploads ---
# web -> uploads: read-write

locals {
  web_to_uploads = {
    UPLOADS_NAME     = module.uploads.name
    UPLOADS_ENDPOINT = "https://storage.googleapis.com/${module.uploads.name}"
  }
}

resource "google_storage_bucket_iam_member" "web_to_uploads" {
  bucket = module.uploads.name
  role   = "roles/storage.objectUser"
  member = module.identity.members["web"]
}

# --- web -> vault ---
# web -> vault: read (session-key, mail-token)

locals {
  web_to_vault = {
    VAULT_ENDPOINT = module.vault.prefix
  }
}

resource "google_secret_manager_secret_iam_member" "web_to_vault" {
  for_each = toset(["mail-token", "session-key"])

  secret_id = module.vault.ids[each.key]
  role      = "roles/secretmanager.secretAccessor"
  member    = module.identity.members["web"]
}
