mock_provider "google" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  project_id          = "example-project"
  region              = "us-central1"
  name                = "example-prod-graph"
  edition             = "ENTERPRISE"
  processing_units    = 100
  backup_days         = 14
  deletion_protection = true
}

run "spanner_graph_prod" {
  command = plan

  module {
    source = "./modules/spanner-graph"
  }

  assert {
    condition     = google_spanner_database.this.deletion_protection && google_spanner_database.this.enable_drop_protection && !google_spanner_instance.this.force_destroy
    error_message = "The database and its backups must refuse to be destroyed."
  }

  assert {
    condition     = google_spanner_backup_schedule.daily.retention_duration == "1209600s"
    error_message = "Backups must be kept for backup_days."
  }

  assert {
    condition     = length([for permission in google_project_iam_custom_role.reader.permissions : permission if can(regex("write|Write|update|Ddl$", permission)) && permission != "spanner.databases.getDdl"]) == 0
    error_message = "Who reads must not write."
  }

  assert {
    condition     = setsubtract(google_project_iam_custom_role.writer.permissions, google_project_iam_custom_role.reader.permissions) == toset(["spanner.databases.beginOrRollbackReadWriteTransaction", "spanner.databases.write"])
    error_message = "Who writes must not change the schema."
  }
}
