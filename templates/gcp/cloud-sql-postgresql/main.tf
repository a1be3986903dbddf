# The built-in user postgres never gets a password, so IAM is the only way in, for the setup job too.
resource "google_sql_database_instance" "this" {
  #checkov:skip=CKV_GCP_79:The same major version of PostgreSQL on every cloud.
  #checkov:skip=CKV_GCP_108:A name lookup for each connection, though all of them come from one subnet.
  #checkov:skip=CKV_GCP_6:TLS is required; a client certificate would be a secret beside the token that IAM gives.
  #checkov:skip=CKV2_GCP_13:Query Insights shows durations without a log line for each statement.
  project             = var.project_id
  name                = var.name
  region              = var.region
  database_version    = "POSTGRES_${var.engine_version}"
  deletion_protection = var.deletion_protection

  settings {
    # Custom and shared-core tiers exist in this edition only; PostgreSQL 16 and later default to the other one.
    edition                     = "ENTERPRISE"
    tier                        = var.tier
    availability_type           = var.high_availability ? "REGIONAL" : "ZONAL"
    disk_type                   = "PD_SSD"
    disk_size                   = var.storage_gb
    disk_autoresize             = true
    connector_enforcement       = "NOT_REQUIRED"
    deletion_protection_enabled = var.deletion_protection
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

    maintenance_window {
      day          = 7 # Sunday
      hour         = 4
      update_track = "stable"
    }

    insights_config {
      query_insights_enabled = true
    }

    # Sign-in by IAM, an audit trail, and the log settings of the CIS benchmark.
    database_flags {
      name  = "cloudsql.enable_pgaudit"
      value = "on"
    }

    database_flags {
      name  = "cloudsql.iam_authentication"
      value = "on"
    }

    database_flags {
      name  = "log_checkpoints"
      value = "on"
    }

    database_flags {
      name  = "log_connections"
      value = "on"
    }

    database_flags {
      name  = "log_disconnections"
      value = "on"
    }

    database_flags {
      name  = "log_lock_waits"
      value = "on"
    }

    database_flags {
      name  = "log_min_duration_statement"
      value = "-1"
    }

    database_flags {
      name  = "log_min_error_statement"
      value = "error"
    }

    database_flags {
      name  = "log_min_messages"
      value = "warning"
    }

    database_flags {
      name  = "log_statement"
      value = "ddl"
    }

    database_flags {
      name  = "log_temp_files"
      value = "0"
    }
  }

  lifecycle {
    ignore_changes = [settings[0].disk_size] # The disk grows by itself and never shrinks.
  }
}

resource "google_sql_database" "this" {
  project         = var.project_id
  instance        = google_sql_database_instance.this.name
  name            = var.database
  deletion_policy = "ABANDON" # PostgreSQL drops no database that someone is connected to; the instance takes it along.
}
