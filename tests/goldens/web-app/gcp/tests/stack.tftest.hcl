# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider gcp` writes it again and keeps edits.

# The whole stack with a mocked provider: no account, no network.
# Mocked ids have the real shape, because the provider checks what other resources refer to.

mock_provider "google" {
  mock_data "google_project" {
    defaults = { billing_account = "012345-6789AB-CDEF01", id = "projects/example-project", number = "123456789012" }
  }

  mock_data "google_storage_project_service_account" {
    defaults = {
      email_address = "service-123456789012@gs-project-accounts.iam.gserviceaccount.com"
      member        = "serviceAccount:service-123456789012@gs-project-accounts.iam.gserviceaccount.com"
    }
  }

  mock_resource "google_artifact_registry_repository" {
    defaults = { registry_uri = "us-central1-docker.pkg.dev/example-project/mock" }
  }

  mock_resource "google_cloud_run_v2_job" {
    defaults = { id = "projects/example-project/locations/us-central1/jobs/mock" }
  }

  mock_resource "google_cloud_run_v2_service" {
    defaults = {
      id  = "projects/example-project/locations/us-central1/services/mock"
      uri = "https://mock-abcdefghij-uc.a.run.app"
    }
  }

  mock_resource "google_compute_backend_bucket" {
    defaults = { id = "projects/example-project/global/backendBuckets/mock" }
  }

  mock_resource "google_compute_backend_service" {
    defaults = { id = "projects/example-project/global/backendServices/mock" }
  }

  mock_resource "google_compute_global_address" {
    defaults = { address = "203.0.113.10", id = "projects/example-project/global/addresses/mock" }
  }

  mock_resource "google_compute_managed_ssl_certificate" {
    defaults = { id = "projects/example-project/global/sslCertificates/mock" }
  }

  mock_resource "google_compute_network" {
    defaults = { id = "projects/example-project/global/networks/mock" }
  }

  mock_resource "google_compute_region_network_endpoint_group" {
    defaults = { id = "projects/example-project/regions/us-central1/networkEndpointGroups/mock" }
  }

  mock_resource "google_compute_security_policy" {
    defaults = { id = "projects/example-project/global/securityPolicies/mock" }
  }

  mock_resource "google_compute_ssl_policy" {
    defaults = { id = "projects/example-project/global/sslPolicies/mock" }
  }

  mock_resource "google_compute_subnetwork" {
    defaults = { id = "projects/example-project/regions/us-central1/subnetworks/mock" }
  }

  mock_resource "google_compute_url_map" {
    defaults = { id = "projects/example-project/global/urlMaps/mock" }
  }

  mock_resource "google_memorystore_instance" {
    defaults = {
      id = "projects/example-project/locations/us-central1/instances/mock"
      endpoints = [{
        connections = [
          { psc_auto_connection = [{ ip_address = "10.20.1.2", port = 6379, connection_type = "CONNECTION_TYPE_PRIMARY" }] },
          { psc_auto_connection = [{ ip_address = "10.20.1.3", port = 6379, connection_type = "CONNECTION_TYPE_READER" }] },
        ]
      }]
      managed_server_ca = [{ ca_certs = [{ certificates = ["-----BEGIN CERTIFICATE-----"] }] }]
    }
  }

  mock_resource "google_monitoring_notification_channel" {
    defaults = { name = "projects/example-project/notificationChannels/1234567890" }
  }

  mock_resource "google_monitoring_uptime_check_config" {
    defaults = { uptime_check_id = "mock-abcdefghijk" }
  }

  mock_resource "google_pubsub_topic" {
    defaults = { id = "projects/example-project/topics/mock" }
  }

  mock_resource "google_secret_manager_secret" {
    defaults = { id = "projects/example-project/secrets/mock" }
  }

  mock_resource "google_service_account" {
    defaults = {
      email  = "mock@example-project.iam.gserviceaccount.com"
      member = "serviceAccount:mock@example-project.iam.gserviceaccount.com"
      name   = "projects/example-project/serviceAccounts/mock@example-project.iam.gserviceaccount.com"
    }
  }

  mock_resource "google_sql_database_instance" {
    defaults = {
      connection_name    = "example-project:us-central1:mock"
      private_ip_address = "10.20.16.3"
      server_ca_cert     = [{ cert = "-----BEGIN CERTIFICATE-----" }]
    }
  }
}

mock_provider "google" {
  alias = "billing"

  mock_resource "google_monitoring_notification_channel" {
    defaults = { name = "projects/example-project/notificationChannels/1234567890" }
  }
}

run "dev_settings" {
  command = plan

  module {
    source = "./tests/settings"
  }

  variables {
    file = "environments/dev.tfvars"
  }
}

run "dev" {
  state_key = "dev"

  expect_failures = [check.https]

  variables {
    environment   = run.dev_settings.values.environment
    region        = run.dev_settings.values.region
    project       = run.dev_settings.values.project
    project_id    = run.dev_settings.values.project_id
    prefix        = run.dev_settings.values.prefix
    domain        = run.dev_settings.values.domain
    labels        = run.dev_settings.values.labels
    network       = run.dev_settings.values.network
    logs          = run.dev_settings.values.logs
    registry      = run.dev_settings.values.registry
    identity      = run.dev_settings.values.identity
    load_balancer = run.dev_settings.values.load_balancer
    budget        = run.dev_settings.values.budget
    shield        = run.dev_settings.values.shield
    edge          = run.dev_settings.values.edge
    assets        = run.dev_settings.values.assets
    uploads       = run.dev_settings.values.uploads
    web           = run.dev_settings.values.web
    migrate       = run.dev_settings.values.migrate
    app_db        = run.dev_settings.values.app_db
    app_cache     = run.dev_settings.values.app_cache
    vault         = run.dev_settings.values.vault
    watch         = run.dev_settings.values.watch
    web_image     = lookup(run.dev_settings.values, "web_image", null)
    migrate_image = lookup(run.dev_settings.values, "migrate_image", null)
  }

  assert {
    condition     = alltrue([for name in google_project_iam_member.web_logs[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_project_iam_member.web_logs must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in google_project_iam_member.web_metrics[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_project_iam_member.web_metrics must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in google_project_iam_member.web_traces[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_project_iam_member.web_traces must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in google_cloud_run_v2_job_iam_member.migrate_scheduler[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_cloud_run_v2_job_iam_member.migrate_scheduler must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in google_project_iam_member.migrate_logs[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_project_iam_member.migrate_logs must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in google_project_iam_member.migrate_metrics[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_project_iam_member.migrate_metrics must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in google_project_iam_member.migrate_traces[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_project_iam_member.migrate_traces must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in google_project_iam_member.app_db_setup_login[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_project_iam_member.app_db_setup_login must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in google_storage_bucket_iam_member.edge_to_assets[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_storage_bucket_iam_member.edge_to_assets must be a narrow role."
  }

  assert {
    condition     = toset(keys(local.web_to_app_db)) == toset(["APP_DB_AUTH", "APP_DB_CA", "APP_DB_HOST", "APP_DB_NAME", "APP_DB_PORT", "APP_DB_USER"])
    error_message = "web -> app-db gives its variables and no other."
  }

  assert {
    condition     = alltrue([for name in google_project_iam_member.web_to_app_db[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_project_iam_member.web_to_app_db must be a narrow role."
  }

  assert {
    condition     = toset(keys(local.migrate_to_app_db)) == toset(["APP_DB_AUTH", "APP_DB_CA", "APP_DB_HOST", "APP_DB_NAME", "APP_DB_PORT", "APP_DB_USER"])
    error_message = "migrate -> app-db gives its variables and no other."
  }

  assert {
    condition     = alltrue([for name in google_project_iam_member.migrate_to_app_db[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_project_iam_member.migrate_to_app_db must be a narrow role."
  }

  assert {
    condition     = toset(keys(local.web_to_app_cache)) == toset(["APP_CACHE_AUTH", "APP_CACHE_CA", "APP_CACHE_HOST", "APP_CACHE_NAME", "APP_CACHE_PORT", "APP_CACHE_USER"])
    error_message = "web -> app-cache gives its variables and no other."
  }

  assert {
    condition     = alltrue([for name in google_project_iam_member.web_to_app_cache[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_project_iam_member.web_to_app_cache must be a narrow role."
  }

  assert {
    condition     = toset(keys(local.web_to_uploads)) == toset(["UPLOADS_ENDPOINT", "UPLOADS_NAME"])
    error_message = "web -> uploads gives its variables and no other."
  }

  assert {
    condition     = alltrue([for name in google_storage_bucket_iam_member.web_to_uploads[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_storage_bucket_iam_member.web_to_uploads must be a narrow role."
  }

  assert {
    condition     = toset(keys(local.web_to_vault)) == toset(["VAULT_ENDPOINT"])
    error_message = "web -> vault gives its variables and no other."
  }

  assert {
    condition     = alltrue([for name in values(google_secret_manager_secret_iam_member.web_to_vault)[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_secret_manager_secret_iam_member.web_to_vault must be a narrow role."
  }
}

run "staging_settings" {
  command = plan

  module {
    source = "./tests/settings"
  }

  variables {
    file = "environments/staging.tfvars"
  }
}

run "staging" {
  state_key = "staging"

  expect_failures = [check.https]

  variables {
    environment   = run.staging_settings.values.environment
    region        = run.staging_settings.values.region
    project       = run.staging_settings.values.project
    project_id    = run.staging_settings.values.project_id
    prefix        = run.staging_settings.values.prefix
    domain        = run.staging_settings.values.domain
    labels        = run.staging_settings.values.labels
    network       = run.staging_settings.values.network
    logs          = run.staging_settings.values.logs
    registry      = run.staging_settings.values.registry
    identity      = run.staging_settings.values.identity
    load_balancer = run.staging_settings.values.load_balancer
    budget        = run.staging_settings.values.budget
    shield        = run.staging_settings.values.shield
    edge          = run.staging_settings.values.edge
    assets        = run.staging_settings.values.assets
    uploads       = run.staging_settings.values.uploads
    web           = run.staging_settings.values.web
    migrate       = run.staging_settings.values.migrate
    app_db        = run.staging_settings.values.app_db
    app_cache     = run.staging_settings.values.app_cache
    vault         = run.staging_settings.values.vault
    watch         = run.staging_settings.values.watch
    web_image     = lookup(run.staging_settings.values, "web_image", null)
    migrate_image = lookup(run.staging_settings.values, "migrate_image", null)
  }

  assert {
    condition     = alltrue([for name in google_project_iam_member.web_logs[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_project_iam_member.web_logs must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in google_project_iam_member.web_metrics[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_project_iam_member.web_metrics must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in google_project_iam_member.web_traces[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_project_iam_member.web_traces must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in google_cloud_run_v2_job_iam_member.migrate_scheduler[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_cloud_run_v2_job_iam_member.migrate_scheduler must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in google_project_iam_member.migrate_logs[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_project_iam_member.migrate_logs must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in google_project_iam_member.migrate_metrics[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_project_iam_member.migrate_metrics must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in google_project_iam_member.migrate_traces[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_project_iam_member.migrate_traces must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in google_project_iam_member.app_db_setup_login[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_project_iam_member.app_db_setup_login must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in google_storage_bucket_iam_member.edge_to_assets[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_storage_bucket_iam_member.edge_to_assets must be a narrow role."
  }

  assert {
    condition     = toset(keys(local.web_to_app_db)) == toset(["APP_DB_AUTH", "APP_DB_CA", "APP_DB_HOST", "APP_DB_NAME", "APP_DB_PORT", "APP_DB_USER"])
    error_message = "web -> app-db gives its variables and no other."
  }

  assert {
    condition     = alltrue([for name in google_project_iam_member.web_to_app_db[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_project_iam_member.web_to_app_db must be a narrow role."
  }

  assert {
    condition     = toset(keys(local.migrate_to_app_db)) == toset(["APP_DB_AUTH", "APP_DB_CA", "APP_DB_HOST", "APP_DB_NAME", "APP_DB_PORT", "APP_DB_USER"])
    error_message = "migrate -> app-db gives its variables and no other."
  }

  assert {
    condition     = alltrue([for name in google_project_iam_member.migrate_to_app_db[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_project_iam_member.migrate_to_app_db must be a narrow role."
  }

  assert {
    condition     = toset(keys(local.web_to_app_cache)) == toset(["APP_CACHE_AUTH", "APP_CACHE_CA", "APP_CACHE_HOST", "APP_CACHE_NAME", "APP_CACHE_PORT", "APP_CACHE_USER"])
    error_message = "web -> app-cache gives its variables and no other."
  }

  assert {
    condition     = alltrue([for name in google_project_iam_member.web_to_app_cache[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_project_iam_member.web_to_app_cache must be a narrow role."
  }

  assert {
    condition     = toset(keys(local.web_to_uploads)) == toset(["UPLOADS_ENDPOINT", "UPLOADS_NAME"])
    error_message = "web -> uploads gives its variables and no other."
  }

  assert {
    condition     = alltrue([for name in google_storage_bucket_iam_member.web_to_uploads[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_storage_bucket_iam_member.web_to_uploads must be a narrow role."
  }

  assert {
    condition     = toset(keys(local.web_to_vault)) == toset(["VAULT_ENDPOINT"])
    error_message = "web -> vault gives its variables and no other."
  }

  assert {
    condition     = alltrue([for name in values(google_secret_manager_secret_iam_member.web_to_vault)[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_secret_manager_secret_iam_member.web_to_vault must be a narrow role."
  }
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

run "prod" {
  state_key = "prod"

  variables {
    environment   = run.prod_settings.values.environment
    region        = run.prod_settings.values.region
    project       = run.prod_settings.values.project
    project_id    = run.prod_settings.values.project_id
    prefix        = run.prod_settings.values.prefix
    domain        = run.prod_settings.values.domain
    labels        = run.prod_settings.values.labels
    network       = run.prod_settings.values.network
    logs          = run.prod_settings.values.logs
    registry      = run.prod_settings.values.registry
    identity      = run.prod_settings.values.identity
    load_balancer = run.prod_settings.values.load_balancer
    budget        = run.prod_settings.values.budget
    shield        = run.prod_settings.values.shield
    edge          = run.prod_settings.values.edge
    assets        = run.prod_settings.values.assets
    uploads       = run.prod_settings.values.uploads
    web           = run.prod_settings.values.web
    migrate       = run.prod_settings.values.migrate
    app_db        = run.prod_settings.values.app_db
    app_cache     = run.prod_settings.values.app_cache
    vault         = run.prod_settings.values.vault
    watch         = run.prod_settings.values.watch
    web_image     = lookup(run.prod_settings.values, "web_image", null)
    migrate_image = lookup(run.prod_settings.values, "migrate_image", null)
  }

  assert {
    condition     = alltrue([for name in google_project_iam_member.web_logs[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_project_iam_member.web_logs must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in google_project_iam_member.web_metrics[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_project_iam_member.web_metrics must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in google_project_iam_member.web_traces[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_project_iam_member.web_traces must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in google_cloud_run_v2_job_iam_member.migrate_scheduler[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_cloud_run_v2_job_iam_member.migrate_scheduler must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in google_project_iam_member.migrate_logs[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_project_iam_member.migrate_logs must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in google_project_iam_member.migrate_metrics[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_project_iam_member.migrate_metrics must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in google_project_iam_member.migrate_traces[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_project_iam_member.migrate_traces must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in google_project_iam_member.app_db_setup_login[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_project_iam_member.app_db_setup_login must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in google_storage_bucket_iam_member.edge_to_assets[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_storage_bucket_iam_member.edge_to_assets must be a narrow role."
  }

  assert {
    condition     = toset(keys(local.web_to_app_db)) == toset(["APP_DB_AUTH", "APP_DB_CA", "APP_DB_HOST", "APP_DB_NAME", "APP_DB_PORT", "APP_DB_USER"])
    error_message = "web -> app-db gives its variables and no other."
  }

  assert {
    condition     = alltrue([for name in google_project_iam_member.web_to_app_db[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_project_iam_member.web_to_app_db must be a narrow role."
  }

  assert {
    condition     = toset(keys(local.migrate_to_app_db)) == toset(["APP_DB_AUTH", "APP_DB_CA", "APP_DB_HOST", "APP_DB_NAME", "APP_DB_PORT", "APP_DB_USER"])
    error_message = "migrate -> app-db gives its variables and no other."
  }

  assert {
    condition     = alltrue([for name in google_project_iam_member.migrate_to_app_db[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_project_iam_member.migrate_to_app_db must be a narrow role."
  }

  assert {
    condition     = toset(keys(local.web_to_app_cache)) == toset(["APP_CACHE_AUTH", "APP_CACHE_CA", "APP_CACHE_HOST", "APP_CACHE_NAME", "APP_CACHE_PORT", "APP_CACHE_USER"])
    error_message = "web -> app-cache gives its variables and no other."
  }

  assert {
    condition     = alltrue([for name in google_project_iam_member.web_to_app_cache[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_project_iam_member.web_to_app_cache must be a narrow role."
  }

  assert {
    condition     = toset(keys(local.web_to_uploads)) == toset(["UPLOADS_ENDPOINT", "UPLOADS_NAME"])
    error_message = "web -> uploads gives its variables and no other."
  }

  assert {
    condition     = alltrue([for name in google_storage_bucket_iam_member.web_to_uploads[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_storage_bucket_iam_member.web_to_uploads must be a narrow role."
  }

  assert {
    condition     = toset(keys(local.web_to_vault)) == toset(["VAULT_ENDPOINT"])
    error_message = "web -> vault gives its variables and no other."
  }

  assert {
    condition     = alltrue([for name in values(google_secret_manager_secret_iam_member.web_to_vault)[*].role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])
    error_message = "google_secret_manager_secret_iam_member.web_to_vault must be a narrow role."
  }
}
