# The setup job: it runs when somebody starts it with setup.sh, and does setup.sql as the administrator. Its service account logs in with a
# token, so there is no password.

locals {
  # https://hub.docker.com/_/postgres, read 2026-12: the client of PostgreSQL, on Alpine Linux. Cloud Run pulls from Docker Hub and from Google
  # alone: https://cloud.google.com/run/docs/deploying#images
  setup_image = "docker.io/library/postgres:17-alpine"

  # A job's name has 63 characters at most.
  setup_name = length(var.name) <= 57 ? "${var.name}-setup" : "setup-${substr(sha256(var.name), 0, 26)}"

  # With arguments it is psql as the administrator, without any it runs setup.sql.
  setup_script = <<-EOT
    PGPASSWORD="$(wget -q -O - --header "Metadata-Flavor: Google" \
      http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token |
      sed -n 's/.*"access_token" *: *"\([^"]*\)".*/\1/p')"
    export PGPASSWORD
    printf '%s' "$SERVER_CA" >"$PGSSLROOTCERT"
    if [ "$#" -gt 0 ]; then exec psql --no-psqlrc "$@"; fi
    printf '%s' "$SETUP_SQL" | psql --no-psqlrc --quiet
  EOT

  setup_environment = {
    LOGINS            = jsonencode(values(var.logins))
    PGCONNECT_TIMEOUT = "60"
    PGDATABASE        = google_sql_database.this.name
    PGHOST            = google_sql_database_instance.this.private_ip_address
    PGPORT            = "5432"
    PGSSLMODE         = "verify-ca" # the instance's own authority: whoever else answers would get the token
    PGSSLROOTCERT     = "/tmp/server-ca.pem"
    PGUSER            = google_sql_user.setup.name
    # The provider hides the whole block; a certificate is public.
    SERVER_CA = nonsensitive(join("\n", google_sql_database_instance.this.server_ca_cert[*].cert))
    SETUP_SQL = file("${path.module}/setup.sql")
  }
}

# The job's login. Cloud SQL's administrators are the members of this role: https://cloud.google.com/sql/docs/postgres/users, read 2026-12
resource "google_sql_user" "setup" {
  project         = var.project_id
  instance        = google_sql_database_instance.this.name
  name            = var.setup_identity.database_user
  type            = "CLOUD_IAM_SERVICE_ACCOUNT"
  database_roles  = ["cloudsqlsuperuser"]
  deletion_policy = "ABANDON" # PostgreSQL drops no user that has granted something; the instance takes it along.
}

resource "google_cloud_run_v2_job" "setup" {
  project             = var.project_id
  name                = local.setup_name
  location            = var.region
  deletion_protection = false
  labels              = var.labels

  template {
    labels     = var.labels
    task_count = 1

    template {
      service_account       = var.setup_identity.email
      execution_environment = "EXECUTION_ENVIRONMENT_GEN2"
      max_retries           = 0
      timeout               = "1800s"

      vpc_access {
        egress = "PRIVATE_RANGES_ONLY"

        network_interfaces {
          subnetwork = var.setup_subnetwork_id
          tags       = [var.name]
        }
      }

      containers {
        image   = local.setup_image
        command = ["sh", "-c", local.setup_script, "setup"]

        resources {
          limits = {
            cpu    = "1"
            memory = "512Mi"
          }
        }

        dynamic "env" {
          for_each = local.setup_environment

          content {
            name  = env.key
            value = env.value
          }
        }
      }
    }
  }

  lifecycle {
    ignore_changes = [client, client_version]
  }
}
