# A PostgreSQL instance with a private address and one database. The built-in user postgres never gets a password, so IAM is the only way in.

locals {
  # Sign-in by IAM, an audit trail, and the log settings of the CIS benchmark. pgaudit.log acts once the database has the extension pgaudit.
  flags = merge({
    "cloudsql.enable_pgaudit"     = "on"
    "cloudsql.iam_authentication" = "on"
    "log_checkpoints"             = "on"
    "log_connections"             = "on"
    "log_disconnections"          = "on"
    "log_lock_waits"              = "on"
    "log_min_duration_statement"  = "-1"
    "log_min_error_statement"     = "error"
    "log_min_messages"            = "warning"
    "log_statement"               = "ddl"
    "log_temp_files"              = "0"
    "pgaudit.log"                 = "ddl,role"
  }, var.flags)
}

resource "google_sql_database_instance" "this" {
  #checkov:skip=CKV_GCP_79:The same major version of PostgreSQL on every cloud.
  #checkov:skip=CKV_GCP_108:A name lookup for each connection, though all of them come from one subnet.
  #checkov:skip=CKV_GCP_6:TLS is required; a client certificate would be a secret beside the token that IAM gives.
  #checkov:skip=CKV_GCP_51:Checkov overlooks dynamic blocks; local.flags sets it.
  #checkov:skip=CKV_GCP_52:Checkov overlooks dynamic blocks; local.flags sets it.
  #checkov:skip=CKV_GCP_53:Checkov overlooks dynamic blocks; local.flags sets it.
  #checkov:skip=CKV_GCP_54:Checkov overlooks dynamic blocks; local.flags sets it.
  #checkov:skip=CKV_GCP_109:Checkov overlooks dynamic blocks; local.flags sets it.
  #checkov:skip=CKV_GCP_110:Checkov overlooks dynamic blocks; local.flags sets it.
  #checkov:skip=CKV_GCP_111:Checkov overlooks dynamic blocks; local.flags sets it.
  #checkov:skip=CKV2_GCP_13:Query Insights shows durations without a log line for each statement.
  project             = var.project_id
  name                = var.name
  region              = var.region
  database_version    = "POSTGRES_${var.engine_version}"
  deletion_protection = var.deletion_protection

  settings {
    # Custom and shared-core tiers exist in this edition only; PostgreSQL 16 and later default to the other one.
    edition           = "ENTERPRISE"
    tier              = var.tier
    availability_type = var.high_availability ? "REGIONAL" : "ZONAL"
    disk_type         = "PD_SSD"

    # It grows by itself and by this number; where it is larger than this, the provider leaves it.
    disk_size       = var.storage_gb
    disk_autoresize = true

    connector_enforcement       = "NOT_REQUIRED"
    deletion_protection_enabled = var.deletion_protection
    retain_backups_on_delete    = var.final_backup_days > 0
    user_labels                 = var.labels

    ip_configuration {
      ipv4_enabled    = false
      private_network = var.network_id
      ssl_mode        = "ENCRYPTED_ONLY"
    }

    backup_configuration {
      enabled                        = true
      location                       = var.region
      start_time                     = "03:00"
      point_in_time_recovery_enabled = true
      transaction_log_retention_days = 7

      backup_retention_settings {
        retained_backups = var.backup_days
      }
    }

    # A last backup when the instance is deleted, beside the daily ones, which stay until they are as old as they may get.
    dynamic "final_backup_config" {
      for_each = var.final_backup_days > 0 ? [var.final_backup_days] : []

      content {
        enabled        = true
        retention_days = final_backup_config.value
      }
    }

    maintenance_window {
      day          = 7 # Sunday
      hour         = 4
      update_track = "stable"
    }

    insights_config {
      query_insights_enabled = true
    }

    dynamic "database_flags" {
      for_each = local.flags

      content {
        name  = database_flags.key
        value = database_flags.value
      }
    }
  }
}

resource "google_sql_database" "this" {
  project         = var.project_id
  instance        = google_sql_database_instance.this.name
  name            = var.database
  deletion_policy = "ABANDON" # PostgreSQL drops no database that someone is connected to; the instance takes it along.
}
