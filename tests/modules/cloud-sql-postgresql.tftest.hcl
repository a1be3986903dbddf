# What an instance keeps, how its settings can be changed, and as whom the setup job runs.

mock_provider "google" {
  mock_resource "google_sql_database_instance" {
    defaults = {
      private_ip_address = "10.20.16.3"
      server_ca_cert     = [{ cert = "-----BEGIN CERTIFICATE-----" }]
    }
  }
}

variables {
  backup_days         = 7
  database            = "app"
  deletion_protection = false
  engine_version      = "17"
  final_backup_days   = 30
  high_availability   = false
  log_bucket          = "demo-logs"
  log_location        = "us-central1"
  logins              = { web = { name = "web@example-project.iam", actions = ["read"] } }
  name                = "demo-db"
  network_id          = "projects/example-project/global/networks/demo"
  project_id          = "example-project"
  region              = "us-central1"
  setup_subnetwork_id = "projects/example-project/regions/us-central1/subnetworks/demo"
  storage_gb          = 32
  tier                = "db-custom-1-3840"

  setup_identity = { database_user = "demo-db-setup@example-project.iam", email = "demo-db-setup@example-project.iam.gserviceaccount.com" }
}

run "kept" {
  assert {
    condition     = google_sql_database_instance.this.settings[0].retain_backups_on_delete && google_sql_database_instance.this.settings[0].final_backup_config[0].retention_days == 30
    error_message = "Backups outlive the instance, a last one included."
  }

  assert {
    condition     = output.ca == "-----BEGIN CERTIFICATE-----"
    error_message = "Callers are told whom to trust."
  }
}

run "a_trial" {
  variables {
    final_backup_days = 0
  }

  assert {
    condition     = !google_sql_database_instance.this.settings[0].retain_backups_on_delete && length(google_sql_database_instance.this.settings[0].final_backup_config) == 0
    error_message = "A trial leaves nothing."
  }
}

run "the_benchmark" {
  assert {
    condition = { for flag in google_sql_database_instance.this.settings[0].database_flags : flag.name => flag.value } == {
      "cloudsql.enable_pgaudit"    = "on", "cloudsql.iam_authentication" = "on", "pgaudit.log" = "ddl,role"
      "log_checkpoints"            = "on", "log_connections" = "on", "log_disconnections" = "on", "log_lock_waits" = "on"
      "log_min_duration_statement" = "-1", "log_min_error_statement" = "error", "log_min_messages" = "warning"
      "log_statement"              = "ddl", "log_temp_files" = "0"
    }
    error_message = "The flags are those of the CIS benchmark, and IAM is the way in."
  }
}

run "flags" {
  variables {
    flags = { log_min_duration_statement = "500", max_connections = "200" }
  }

  assert {
    condition = { for flag in google_sql_database_instance.this.settings[0].database_flags : flag.name => flag.value if contains(["cloudsql.enable_pgaudit", "log_min_duration_statement", "max_connections"], flag.name) } == {
      "cloudsql.enable_pgaudit" = "on", log_min_duration_statement = "500", max_connections = "200"
    }
    error_message = "Flags are added, and replace those of the module."
  }
}

run "a_way_round_iam" {
  command = plan

  variables {
    flags = { "cloudsql.iam_authentication" = "off" }
  }

  expect_failures = [var.flags]
}

run "setup_job" {
  assert {
    condition     = google_sql_user.setup.name == "demo-db-setup@example-project.iam" && google_sql_user.setup.type == "CLOUD_IAM_SERVICE_ACCOUNT" && google_sql_user.setup.database_roles == tolist(["cloudsqlsuperuser"])
    error_message = "The job's login is its service account's, and administers the instance."
  }

  assert {
    condition     = google_cloud_run_v2_job.setup.template[0].template[0].service_account == "demo-db-setup@example-project.iam.gserviceaccount.com" && google_cloud_run_v2_job.setup.template[0].template[0].vpc_access[0].network_interfaces[0].tags == tolist(["demo-db"])
    error_message = "The job runs as its own service account, with the tag that the firewall lets out."
  }

  assert {
    condition = { for each in google_cloud_run_v2_job.setup.template[0].template[0].containers[0].env : each.name => each.value if each.name != "SETUP_SQL" } == {
      LOGINS            = jsonencode([{ actions = ["read"], name = "web@example-project.iam" }])
      PGCONNECT_TIMEOUT = "60"
      PGDATABASE        = "app"
      PGHOST            = "10.20.16.3"
      PGPORT            = "5432"
      PGSSLMODE         = "verify-ca"
      PGSSLROOTCERT     = "/tmp/server-ca.pem"
      PGUSER            = "demo-db-setup@example-project.iam"
      SERVER_CA         = "-----BEGIN CERTIFICATE-----"
    }
    error_message = "The job verifies the server, logs in as its service account and has no password."
  }
}
