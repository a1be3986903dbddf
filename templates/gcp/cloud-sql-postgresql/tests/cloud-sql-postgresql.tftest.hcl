mock_provider "google" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  project_id          = "example-project"
  name                = "example-prod-db"
  region              = "us-central1"
  log_bucket          = "example-prod-logs"
  log_location        = "us-central1"
  network_id          = "projects/example-project/global/networks/example-prod"
  engine_version      = "17"
  database            = "app"
  tier                = "db-custom-2-8192"
  storage_gb          = 128
  backup_days         = 14
  high_availability   = true
  deletion_protection = true
  final_backup_days   = 30
  setup_subnetwork_id = "projects/example-project/regions/us-central1/subnetworks/workloads"
  setup_identity      = { database_user = "setup@example-project.iam", email = "setup@example-project.iam.gserviceaccount.com" }
}

run "cloud_sql_postgresql_prod" {
  command = plan

  module {
    source = "./modules/cloud-sql-postgresql"
  }

  assert {
    condition = alltrue([
      !one(flatten(google_sql_database_instance.this.settings[*].ip_configuration[*].ipv4_enabled)),
      one(flatten(google_sql_database_instance.this.settings[*].ip_configuration[*].private_network)) == var.network_id,
      length(flatten(google_sql_database_instance.this.settings[*].ip_configuration[*].authorized_networks[*])) == 0,
    ])
    error_message = "The instance must have no public address."
  }

  assert {
    condition     = one(flatten(google_sql_database_instance.this.settings[*].ip_configuration[*].ssl_mode)) == "ENCRYPTED_ONLY"
    error_message = "Connections without TLS must be refused."
  }

  assert {
    condition = alltrue([
      for name, value in { "cloudsql.iam_authentication" = "on", "cloudsql.enable_pgaudit" = "on", log_connections = "on", log_statement = "ddl" } :
      contains([for flag in flatten(google_sql_database_instance.this.settings[*].database_flags) : "${flag.name}=${flag.value}"], "${name}=${value}")
    ])
    error_message = "The code must log in with IAM, and logins and changes of the schema must be logged."
  }

  assert {
    condition = alltrue([
      one(flatten(google_sql_database_instance.this.settings[*].backup_configuration[*].enabled)),
      one(flatten(google_sql_database_instance.this.settings[*].backup_configuration[*].point_in_time_recovery_enabled)),
      one(flatten(google_sql_database_instance.this.settings[*].backup_configuration[*].backup_retention_settings[*].retained_backups)) == 14,
    ])
    error_message = "Backups must be kept for backup_days, and allow every moment of the last week."
  }

  assert {
    condition     = one(flatten(google_sql_database_instance.this.settings[*].final_backup_config[*].retention_days)) == 30
    error_message = "A last backup must be kept for final_backup_days when the instance goes."
  }

  assert {
    condition     = one(google_sql_database_instance.this.settings[*].availability_type) == "REGIONAL"
    error_message = "With high_availability a standby must wait in another zone."
  }

  assert {
    condition     = google_sql_database_instance.this.deletion_protection && one(google_sql_database_instance.this.settings[*].deletion_protection_enabled)
    error_message = "With deletion_protection the instance must refuse to be destroyed, by Terraform and by anybody."
  }
}

run "cloud_sql_postgresql_dev" {
  command = plan

  module {
    source = "./modules/cloud-sql-postgresql"
  }

  variables {
    high_availability   = false
    deletion_protection = false
  }

  assert {
    condition = alltrue([
      !one(flatten(google_sql_database_instance.this.settings[*].ip_configuration[*].ipv4_enabled)),
      one(flatten(google_sql_database_instance.this.settings[*].ip_configuration[*].ssl_mode)) == "ENCRYPTED_ONLY",
    ])
    error_message = "Without protection from deletion the instance must be closed all the same."
  }
}
