locals {
  # Applications read and write rows. The predefined databaseUser could also change the schema, databaseReader export it.
  read = [
    "spanner.databases.beginReadOnlyTransaction",
    "spanner.databases.getDdl",
    "spanner.databases.partitionQuery",
    "spanner.databases.partitionRead",
    "spanner.databases.read",
    "spanner.databases.select",
    "spanner.sessions.create",
    "spanner.sessions.delete",
    "spanner.sessions.get",
  ]

  write = [
    "spanner.databases.beginOrRollbackReadWriteTransaction",
    "spanner.databases.write",
  ]
}

resource "google_spanner_instance" "this" {
  project      = var.project_id
  name         = var.name
  display_name = var.name
  config       = "regional-${var.region}"
  edition      = var.edition
  labels       = var.labels

  processing_units = var.processing_units

  default_backup_schedule_type = "NONE"                   # The schedule below is one that can be seen.
  force_destroy                = !var.deletion_protection # Backups would keep the instance.
}

# Its tables are made by hand: a changed statement in here would replace the database.
resource "google_spanner_database" "this" {
  #checkov:skip=CKV_GCP_93:Google-managed encryption at rest; a key of one's own is a decision of the organisation.
  project                  = var.project_id
  instance                 = google_spanner_instance.this.name
  name                     = "graph"
  database_dialect         = "GOOGLE_STANDARD_SQL" # Property graphs exist in no other.
  default_time_zone        = "UTC"
  version_retention_period = "72h"
  enable_drop_protection   = var.deletion_protection
  deletion_protection      = var.deletion_protection
}

resource "google_spanner_backup_schedule" "daily" {
  project            = var.project_id
  instance           = google_spanner_instance.this.name
  database           = google_spanner_database.this.name
  name               = "daily"
  retention_duration = "${var.backup_days * 86400}s"

  spec {
    cron_spec {
      text = "0 3 * * *"
    }
  }

  full_backup_spec {}

  encryption_config {
    encryption_type = "USE_DATABASE_ENCRYPTION"
  }
}

resource "google_project_iam_custom_role" "reader" {
  project     = var.project_id
  role_id     = "${replace(var.name, "-", "_")}_reader"
  title       = "${var.name}: read"
  description = "Read rows, without writing and without changing the schema."
  permissions = local.read
}

resource "google_project_iam_custom_role" "writer" {
  project     = var.project_id
  role_id     = "${replace(var.name, "-", "_")}_writer"
  title       = "${var.name}: read and write"
  description = "Read and write rows, without changing the schema."
  permissions = concat(local.read, local.write)
}
