# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider gcp` writes it again and keeps edits.

# Who may do what, and whom the network lets through: each grant and rule of flows.tf, argument by argument.
# flows.tf is the same for all environments, so one is enough.

mock_provider "google" {
  source          = "./tests/mocks"
  override_during = plan
}

mock_provider "google" {
  alias           = "billing"
  source          = "./tests/mocks"
  override_during = plan
}

run "prod_settings" {
  command = plan

  module {
    source = "./tests/settings"
  }

  variables {
    file = "environments/prod.tfvars"
  }
}

run "flows" {
  command = plan

  variables {
    environment    = run.prod_settings.values.environment
    region         = run.prod_settings.values.region
    project        = run.prod_settings.values.project
    project_id     = run.prod_settings.values.project_id
    prefix         = run.prod_settings.values.prefix
    domain         = run.prod_settings.values.domain
    domain_aliases = run.prod_settings.values.domain_aliases
    domain_ready   = run.prod_settings.values.domain_ready
    dns_zone       = run.prod_settings.values.dns_zone
    labels         = run.prod_settings.values.labels
    network        = run.prod_settings.values.network
    logs           = run.prod_settings.values.logs
    registry       = run.prod_settings.values.registry
    identity       = run.prod_settings.values.identity
    load_balancer  = run.prod_settings.values.load_balancer
    budget         = run.prod_settings.values.budget
    shield         = run.prod_settings.values.shield
    edge           = run.prod_settings.values.edge
    assets         = run.prod_settings.values.assets
    uploads        = run.prod_settings.values.uploads
    web            = run.prod_settings.values.web
    migrate        = run.prod_settings.values.migrate
    app_db         = run.prod_settings.values.app_db
    app_cache      = run.prod_settings.values.app_cache
    vault          = run.prod_settings.values.vault
    watch          = run.prod_settings.values.watch
    web_image      = lookup(run.prod_settings.values, "web_image", null)
    migrate_image  = lookup(run.prod_settings.values, "migrate_image", null)
  }

  assert {
    condition = alltrue([
      google_project_iam_member.web_logs.project == local.project_id,
      google_project_iam_member.web_logs.role == "roles/logging.logWriter",
      google_project_iam_member.web_logs.member == module.identity.members["web"],
    ])
    error_message = "web: what the platform needs, and nothing else: google_project_iam_member.web_logs differs."
  }

  assert {
    condition = alltrue([
      google_project_iam_member.web_metrics.project == local.project_id,
      google_project_iam_member.web_metrics.role == "roles/monitoring.metricWriter",
      google_project_iam_member.web_metrics.member == module.identity.members["web"],
    ])
    error_message = "web: what the platform needs, and nothing else: google_project_iam_member.web_metrics differs."
  }

  assert {
    condition = alltrue([
      google_project_iam_member.web_traces.project == local.project_id,
      google_project_iam_member.web_traces.role == "roles/cloudtrace.agent",
      google_project_iam_member.web_traces.member == module.identity.members["web"],
    ])
    error_message = "web: what the platform needs, and nothing else: google_project_iam_member.web_traces differs."
  }

  assert {
    condition = alltrue([
      length(google_compute_firewall.web) == (var.network.nat ? 1 : 0),
      alltrue([for each in google_compute_firewall.web : each.project == module.network.project_id]),
      alltrue([for each in google_compute_firewall.web : each.name == "${var.web.name}-https"]),
      alltrue([for each in google_compute_firewall.web : each.network == module.network.id]),
      alltrue([for each in google_compute_firewall.web : each.direction == "EGRESS"]),
      alltrue([for each in google_compute_firewall.web : toset(each.destination_ranges) == toset(["0.0.0.0/0"])]),
      alltrue([for each in google_compute_firewall.web : toset(each.target_tags) == toset([var.web.name])]),
      alltrue([for each in google_compute_firewall.web : one(each.allow[*].protocol) == "tcp"]),
      alltrue([for each in google_compute_firewall.web : toset(one(each.allow[*].ports)) == toset(["443"])]),
    ])
    error_message = "web: what the platform needs, and nothing else: google_compute_firewall.web differs."
  }

  assert {
    condition = alltrue([
      length(google_cloud_run_v2_job_iam_member.migrate_scheduler) == (module.migrate.scheduled ? 1 : 0),
      alltrue([for each in google_cloud_run_v2_job_iam_member.migrate_scheduler : each.project == local.project_id]),
      alltrue([for each in google_cloud_run_v2_job_iam_member.migrate_scheduler : each.location == var.region]),
      alltrue([for each in google_cloud_run_v2_job_iam_member.migrate_scheduler : each.name == module.migrate.name]),
      alltrue([for each in google_cloud_run_v2_job_iam_member.migrate_scheduler : each.role == "roles/run.invoker"]),
      alltrue([for each in google_cloud_run_v2_job_iam_member.migrate_scheduler : each.member == module.identity.members["migrate-scheduler"]]),
    ])
    error_message = "migrate: what the platform needs, and nothing else: google_cloud_run_v2_job_iam_member.migrate_scheduler differs."
  }

  assert {
    condition = alltrue([
      google_project_iam_member.migrate_logs.project == local.project_id,
      google_project_iam_member.migrate_logs.role == "roles/logging.logWriter",
      google_project_iam_member.migrate_logs.member == module.identity.members["migrate"],
    ])
    error_message = "migrate: what the platform needs, and nothing else: google_project_iam_member.migrate_logs differs."
  }

  assert {
    condition = alltrue([
      google_project_iam_member.migrate_metrics.project == local.project_id,
      google_project_iam_member.migrate_metrics.role == "roles/monitoring.metricWriter",
      google_project_iam_member.migrate_metrics.member == module.identity.members["migrate"],
    ])
    error_message = "migrate: what the platform needs, and nothing else: google_project_iam_member.migrate_metrics differs."
  }

  assert {
    condition = alltrue([
      google_project_iam_member.migrate_traces.project == local.project_id,
      google_project_iam_member.migrate_traces.role == "roles/cloudtrace.agent",
      google_project_iam_member.migrate_traces.member == module.identity.members["migrate"],
    ])
    error_message = "migrate: what the platform needs, and nothing else: google_project_iam_member.migrate_traces differs."
  }

  assert {
    condition = alltrue([
      length(google_compute_firewall.migrate) == (var.network.nat ? 1 : 0),
      alltrue([for each in google_compute_firewall.migrate : each.project == module.network.project_id]),
      alltrue([for each in google_compute_firewall.migrate : each.name == "${var.migrate.name}-https"]),
      alltrue([for each in google_compute_firewall.migrate : each.network == module.network.id]),
      alltrue([for each in google_compute_firewall.migrate : each.direction == "EGRESS"]),
      alltrue([for each in google_compute_firewall.migrate : toset(each.destination_ranges) == toset(["0.0.0.0/0"])]),
      alltrue([for each in google_compute_firewall.migrate : toset(each.target_tags) == toset([var.migrate.name])]),
      alltrue([for each in google_compute_firewall.migrate : one(each.allow[*].protocol) == "tcp"]),
      alltrue([for each in google_compute_firewall.migrate : toset(one(each.allow[*].ports)) == toset(["443"])]),
    ])
    error_message = "migrate: what the platform needs, and nothing else: google_compute_firewall.migrate differs."
  }

  assert {
    condition = alltrue([
      google_project_iam_member.app_db_setup_login.project == local.project_id,
      google_project_iam_member.app_db_setup_login.role == "roles/cloudsql.instanceUser",
      google_project_iam_member.app_db_setup_login.member == module.identity.members["app-db-setup"],
      one(google_project_iam_member.app_db_setup_login.condition[*].title) == "app-db",
      one(google_project_iam_member.app_db_setup_login.condition[*].expression) == "resource.type == 'sqladmin.googleapis.com/Instance' && resource.name == 'projects/${local.project_id}/instances/${module.app_db.name}'",
    ])
    error_message = "app-db: what the platform needs, and nothing else: google_project_iam_member.app_db_setup_login differs."
  }

  assert {
    condition = alltrue([
      google_compute_firewall.app_db.project == module.network.project_id,
      google_compute_firewall.app_db.name == "${var.prefix}-app-db",
      google_compute_firewall.app_db.network == module.network.id,
      google_compute_firewall.app_db.direction == "EGRESS",
      toset(google_compute_firewall.app_db.destination_ranges) == toset([module.app_db.range]),
      toset(google_compute_firewall.app_db.target_tags) == toset([var.app_db.name]),
      one(google_compute_firewall.app_db.allow[*].protocol) == "tcp",
      toset(one(google_compute_firewall.app_db.allow[*].ports)) == toset(["5432"]),
    ])
    error_message = "app-db: what the platform needs, and nothing else: google_compute_firewall.app_db differs."
  }

  assert {
    condition = alltrue([
      google_storage_bucket_iam_member.edge_to_assets.bucket == module.assets.name,
      google_storage_bucket_iam_member.edge_to_assets.role == "roles/storage.objectViewer",
      google_storage_bucket_iam_member.edge_to_assets.member == local.load_balancer_agent,
      one(google_storage_bucket_iam_member.edge_to_assets.condition[*].title) == "published",
      one(google_storage_bucket_iam_member.edge_to_assets.condition[*].expression) == "resource.name.startsWith('projects/_/buckets/${module.assets.name}/objects/static/')",
    ])
    error_message = "edge -> assets: read (/static/*), and nothing else: google_storage_bucket_iam_member.edge_to_assets differs."
  }

  assert {
    condition = alltrue([
      google_project_iam_member.web_to_app_db.project == local.project_id,
      google_project_iam_member.web_to_app_db.role == "roles/cloudsql.instanceUser",
      google_project_iam_member.web_to_app_db.member == module.identity.members["web"],
      one(google_project_iam_member.web_to_app_db.condition[*].title) == "app-db",
      one(google_project_iam_member.web_to_app_db.condition[*].expression) == "resource.type == 'sqladmin.googleapis.com/Instance' && resource.name == 'projects/${local.project_id}/instances/${module.app_db.name}'",
    ])
    error_message = "web -> app-db: read-write, and nothing else: google_project_iam_member.web_to_app_db differs."
  }

  assert {
    condition = alltrue([
      google_sql_user.web_to_app_db.project == local.project_id,
      google_sql_user.web_to_app_db.instance == module.app_db.name,
      google_sql_user.web_to_app_db.name == module.identity.database_users["web"],
      google_sql_user.web_to_app_db.type == "CLOUD_IAM_SERVICE_ACCOUNT",
      google_sql_user.web_to_app_db.deletion_policy == "ABANDON",
    ])
    error_message = "web -> app-db: read-write, and nothing else: google_sql_user.web_to_app_db differs."
  }

  assert {
    condition = alltrue([
      google_compute_firewall.web_to_app_db.project == module.network.project_id,
      google_compute_firewall.web_to_app_db.name == "${var.prefix}-web-to-app-db",
      google_compute_firewall.web_to_app_db.network == module.network.id,
      google_compute_firewall.web_to_app_db.direction == "EGRESS",
      toset(google_compute_firewall.web_to_app_db.destination_ranges) == toset([module.app_db.range]),
      toset(google_compute_firewall.web_to_app_db.target_tags) == toset([var.web.name]),
      one(google_compute_firewall.web_to_app_db.allow[*].protocol) == "tcp",
      toset(one(google_compute_firewall.web_to_app_db.allow[*].ports)) == toset(["5432"]),
    ])
    error_message = "web -> app-db: read-write, and nothing else: google_compute_firewall.web_to_app_db differs."
  }

  assert {
    condition     = toset(keys(local.web_to_app_db)) == toset(["APP_DB_AUTH", "APP_DB_CA", "APP_DB_HOST", "APP_DB_NAME", "APP_DB_PORT", "APP_DB_USER"])
    error_message = "web -> app-db: local.web_to_app_db must set the variables of this pair and no others."
  }

  assert {
    condition = alltrue([
      google_project_iam_member.migrate_to_app_db.project == local.project_id,
      google_project_iam_member.migrate_to_app_db.role == "roles/cloudsql.instanceUser",
      google_project_iam_member.migrate_to_app_db.member == module.identity.members["migrate"],
      one(google_project_iam_member.migrate_to_app_db.condition[*].title) == "app-db",
      one(google_project_iam_member.migrate_to_app_db.condition[*].expression) == "resource.type == 'sqladmin.googleapis.com/Instance' && resource.name == 'projects/${local.project_id}/instances/${module.app_db.name}'",
    ])
    error_message = "migrate -> app-db: migrate, and nothing else: google_project_iam_member.migrate_to_app_db differs."
  }

  assert {
    condition = alltrue([
      google_sql_user.migrate_to_app_db.project == local.project_id,
      google_sql_user.migrate_to_app_db.instance == module.app_db.name,
      google_sql_user.migrate_to_app_db.name == module.identity.database_users["migrate"],
      google_sql_user.migrate_to_app_db.type == "CLOUD_IAM_SERVICE_ACCOUNT",
      google_sql_user.migrate_to_app_db.deletion_policy == "ABANDON",
    ])
    error_message = "migrate -> app-db: migrate, and nothing else: google_sql_user.migrate_to_app_db differs."
  }

  assert {
    condition = alltrue([
      google_compute_firewall.migrate_to_app_db.project == module.network.project_id,
      google_compute_firewall.migrate_to_app_db.name == "${var.prefix}-migrate-to-app-db",
      google_compute_firewall.migrate_to_app_db.network == module.network.id,
      google_compute_firewall.migrate_to_app_db.direction == "EGRESS",
      toset(google_compute_firewall.migrate_to_app_db.destination_ranges) == toset([module.app_db.range]),
      toset(google_compute_firewall.migrate_to_app_db.target_tags) == toset([var.migrate.name]),
      one(google_compute_firewall.migrate_to_app_db.allow[*].protocol) == "tcp",
      toset(one(google_compute_firewall.migrate_to_app_db.allow[*].ports)) == toset(["5432"]),
    ])
    error_message = "migrate -> app-db: migrate, and nothing else: google_compute_firewall.migrate_to_app_db differs."
  }

  assert {
    condition     = toset(keys(local.migrate_to_app_db)) == toset(["APP_DB_AUTH", "APP_DB_CA", "APP_DB_HOST", "APP_DB_NAME", "APP_DB_PORT", "APP_DB_USER"])
    error_message = "migrate -> app-db: local.migrate_to_app_db must set the variables of this pair and no others."
  }

  assert {
    condition = alltrue([
      google_project_iam_member.web_to_app_cache.project == local.project_id,
      google_project_iam_member.web_to_app_cache.role == "roles/memorystore.dbConnectionUser",
      google_project_iam_member.web_to_app_cache.member == module.identity.members["web"],
      one(google_project_iam_member.web_to_app_cache.condition[*].title) == "app-cache",
      one(google_project_iam_member.web_to_app_cache.condition[*].expression) == "resource.name == '${module.app_cache.id}'",
    ])
    error_message = "web -> app-cache: read-write, and nothing else: google_project_iam_member.web_to_app_cache differs."
  }

  assert {
    condition = alltrue([
      google_compute_firewall.web_to_app_cache.project == module.network.project_id,
      google_compute_firewall.web_to_app_cache.name == "${var.prefix}-web-to-app-cache",
      google_compute_firewall.web_to_app_cache.network == module.network.id,
      google_compute_firewall.web_to_app_cache.direction == "EGRESS",
      toset(google_compute_firewall.web_to_app_cache.destination_ranges) == toset(module.app_cache.ranges),
      toset(google_compute_firewall.web_to_app_cache.target_tags) == toset([var.web.name]),
      one(google_compute_firewall.web_to_app_cache.allow[*].protocol) == "tcp",
      toset(one(google_compute_firewall.web_to_app_cache.allow[*].ports)) == toset(["6379"]),
    ])
    error_message = "web -> app-cache: read-write, and nothing else: google_compute_firewall.web_to_app_cache differs."
  }

  assert {
    condition     = toset(keys(local.web_to_app_cache)) == toset(["APP_CACHE_AUTH", "APP_CACHE_CA", "APP_CACHE_HOST", "APP_CACHE_NAME", "APP_CACHE_PORT", "APP_CACHE_USER"])
    error_message = "web -> app-cache: local.web_to_app_cache must set the variables of this pair and no others."
  }

  assert {
    condition = alltrue([
      google_storage_bucket_iam_member.web_to_uploads.bucket == module.uploads.name,
      google_storage_bucket_iam_member.web_to_uploads.role == "roles/storage.objectUser",
      google_storage_bucket_iam_member.web_to_uploads.member == module.identity.members["web"],
    ])
    error_message = "web -> uploads: read-write, and nothing else: google_storage_bucket_iam_member.web_to_uploads differs."
  }

  assert {
    condition     = toset(keys(local.web_to_uploads)) == toset(["UPLOADS_ENDPOINT", "UPLOADS_NAME"])
    error_message = "web -> uploads: local.web_to_uploads must set the variables of this pair and no others."
  }

  assert {
    condition = alltrue([
      toset(keys(google_secret_manager_secret_iam_member.web_to_vault)) == toset(["mail-token", "session-key"]),
      alltrue([for key, each in google_secret_manager_secret_iam_member.web_to_vault : each.secret_id == module.vault.ids[key]]),
      alltrue([for key, each in google_secret_manager_secret_iam_member.web_to_vault : each.role == "roles/secretmanager.secretAccessor"]),
      alltrue([for key, each in google_secret_manager_secret_iam_member.web_to_vault : each.member == module.identity.members["web"]]),
    ])
    error_message = "web -> vault: read (session-key, mail-token), and nothing else: google_secret_manager_secret_iam_member.web_to_vault differs."
  }

  assert {
    condition     = toset(keys(local.web_to_vault)) == toset(["VAULT_ENDPOINT"])
    error_message = "web -> vault: local.web_to_vault must set the variables of this pair and no others."
  }
}

# Distinct ids for what the modules make: with the mocks' ids a grant on the wrong bucket would pass.

override_resource {
  target          = module.identity.google_service_account.this["web"]
  override_during = plan

  values = {
    email  = "web@example-project.iam.gserviceaccount.com"
    member = "serviceAccount:web@example-project.iam.gserviceaccount.com"
    name   = "projects/example-project/serviceAccounts/web@example-project.iam.gserviceaccount.com"
  }
}

override_resource {
  target          = module.identity.google_service_account.this["migrate"]
  override_during = plan

  values = {
    email  = "migrate@example-project.iam.gserviceaccount.com"
    member = "serviceAccount:migrate@example-project.iam.gserviceaccount.com"
    name   = "projects/example-project/serviceAccounts/migrate@example-project.iam.gserviceaccount.com"
  }
}

override_resource {
  target          = module.identity.google_service_account.this["migrate-scheduler"]
  override_during = plan

  values = {
    email  = "migrate-scheduler@example-project.iam.gserviceaccount.com"
    member = "serviceAccount:migrate-scheduler@example-project.iam.gserviceaccount.com"
    name   = "projects/example-project/serviceAccounts/migrate-scheduler@example-project.iam.gserviceaccount.com"
  }
}

override_resource {
  target          = module.identity.google_service_account.this["app-db-setup"]
  override_during = plan

  values = {
    email  = "app-db-setup@example-project.iam.gserviceaccount.com"
    member = "serviceAccount:app-db-setup@example-project.iam.gserviceaccount.com"
    name   = "projects/example-project/serviceAccounts/app-db-setup@example-project.iam.gserviceaccount.com"
  }
}

override_resource {
  target          = module.app_db.google_sql_database_instance.this
  override_during = plan

  values = {
    connection_name    = "example-project:us-central1:app_db"
    private_ip_address = "10.0.0.13"
    server_ca_cert     = [{ cert = "-----BEGIN CERTIFICATE-----" }]
  }
}

override_resource {
  target          = module.app_cache.google_memorystore_instance.this
  override_during = plan

  values = {
    id = "projects/example-project/locations/us-central1/instances/app_cache"
    endpoints = [{
      connections = [
        { psc_auto_connection = [{ ip_address = "10.0.0.14", port = 6379, connection_type = "CONNECTION_TYPE_PRIMARY" }] },
        { psc_auto_connection = [{ ip_address = "10.1.0.14", port = 6379, connection_type = "CONNECTION_TYPE_READER" }] },
      ]
    }]
  }
}

override_resource {
  target          = module.vault.google_secret_manager_secret.this["session-key"]
  override_during = plan
  values          = { id = "projects/example-project/secrets/vault-session-key" }
}

override_resource {
  target          = module.vault.google_secret_manager_secret.this["mail-token"]
  override_during = plan
  values          = { id = "projects/example-project/secrets/vault-mail-token" }
}
