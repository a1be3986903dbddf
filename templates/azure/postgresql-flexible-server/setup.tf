# The setup job: it runs when somebody starts it with setup.sh, and does setup.sql as an administrator of the server. Its identity logs in
# with a token, so there is no password.

locals {
  # https://gallery.ecr.aws/docker/library/postgres, read 2026-12: the client of PostgreSQL, on Alpine Linux, without Docker Hub's limits.
  setup_image = "public.ecr.aws/docker/library/postgres:17-alpine"

  # A job's name has 32 characters at most.
  setup_name = length(var.name) <= 26 ? "${var.name}-setup" : "setup-${substr(sha256(var.name), 0, 26)}"

  # With arguments it is psql as the administrator, without any it runs setup.sql. The endpoint of the identity is up a moment after the
  # container: https://learn.microsoft.com/azure/container-apps/managed-identity (REST), read 2026-12.
  setup_script = <<-EOT
    resource="https%3A%2F%2Fossrdbms-aad.database.windows.net"
    for attempt in 1 2 3 4 5 6; do
      PGPASSWORD="$(wget -q -O - --header "X-IDENTITY-HEADER: $IDENTITY_HEADER" \
        "$IDENTITY_ENDPOINT?api-version=2019-08-01&resource=$resource&client_id=$CLIENT_ID" |
        sed -n 's/.*"access_token" *: *"\([^"]*\)".*/\1/p')"
      if [ -n "$PGPASSWORD" ]; then break; fi
      sleep 5
    done
    export PGPASSWORD
    if [ "$#" -gt 0 ]; then exec psql --no-psqlrc "$@"; fi
    printf '%s' "$SETUP_SQL" | psql --no-psqlrc --quiet
  EOT

  setup_environment = {
    CLIENT_ID         = var.setup_identity.client_id
    LOGINS            = jsonencode(values(var.logins))
    PGCONNECT_TIMEOUT = "60"
    PGDATABASE        = azurerm_postgresql_flexible_server_database.this.name
    PGHOST            = azurerm_postgresql_flexible_server.this.fqdn
    PGPORT            = "5432"
    PGSSLMODE         = "verify-full" # the token would be anyone's who answers at the address
    PGSSLROOTCERT     = "system"
    PGUSER            = var.setup_identity.name
    SETUP_SQL         = file("${path.module}/setup.sql")
  }
}

resource "azurerm_container_app_job" "setup" {
  name                         = local.setup_name
  resource_group_name          = var.resource_group_name
  location                     = var.location
  container_app_environment_id = var.environment_id
  workload_profile_name        = "Consumption"
  replica_retry_limit          = 0
  replica_timeout_in_seconds   = 1800
  tags                         = var.tags

  identity {
    type         = "UserAssigned"
    identity_ids = [var.setup_identity.id]
  }

  manual_trigger_config {
    parallelism              = 1
    replica_completion_count = 1
  }

  template {
    container {
      name    = "psql"
      image   = local.setup_image
      command = ["sh", "-c", local.setup_script, "setup"]
      cpu     = 0.25
      memory  = "0.5Gi"

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
