# What would replace the server, who administers it, and as whom the setup job runs.

mock_provider "azurerm" {
  mock_resource "azurerm_postgresql_flexible_server" {
    defaults = {
      id   = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/server"
      fqdn = "server.postgres.database.azure.com"
    }
  }

  mock_resource "azurerm_private_endpoint" {
    defaults = {
      id                         = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/privateEndpoints/endpoint"
      private_service_connection = { private_ip_address = "10.20.2.4" }
    }
  }
}

variables {
  administrator = {
    name           = "database-administrators"
    object_id      = "88888888-8888-8888-8888-888888888888"
    principal_type = "Group"
  }
  backup_days          = 7
  database             = "app"
  deletion_protection  = true
  endpoints_subnet_id  = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/network/subnets/endpoints"
  engine_version       = "17"
  environment_id       = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.App/managedEnvironments/apps"
  geo_redundant_backup = false
  high_availability    = false
  location             = "eastus"
  logins               = { web = { name = "id-web", object_id = "99999999-9999-9999-9999-999999999999", actions = ["read"] } }
  logs_workspace_id    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/workspace"
  name                 = "gallery-db"
  private_dns_zone_ids = { "privatelink.postgres.database.azure.com" = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/privatelink.postgres.database.azure.com" }
  resource_group_name  = "rg"
  sku_name             = "B_Standard_B1ms"
  storage_gb           = 33
  tenant_id            = "11111111-1111-1111-1111-111111111111"

  setup_identity = {
    id           = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/setup"
    client_id    = "22222222-2222-2222-2222-222222222222"
    name         = "id-setup"
    principal_id = "33333333-3333-3333-3333-333333333333"
  }
}

run "storage" {
  assert {
    condition     = azurerm_postgresql_flexible_server.this.storage_mb == 65536
    error_message = "The next size that is sold is taken."
  }

  assert {
    condition     = azurerm_postgresql_flexible_server.this.auto_grow_enabled == false
    error_message = "A server that grew by itself would be replaced by the next plan."
  }
}

run "administrator" {
  assert {
    condition = { for key, each in azurerm_postgresql_flexible_server_active_directory_administrator.this : key => "${each.principal_name} ${each.object_id} ${each.principal_type}" } == {
      person = "database-administrators 88888888-8888-8888-8888-888888888888 Group"
      setup  = "id-setup 33333333-3333-3333-3333-333333333333 ServicePrincipal"
    }
    error_message = "The administrators are who is named and the setup job."
  }
}

run "nobody_beside_the_setup_job" {
  variables {
    administrator = null
  }

  assert {
    condition     = keys(azurerm_postgresql_flexible_server_active_directory_administrator.this) == ["setup"]
    error_message = "A person is an administrator only where one is named."
  }
}

run "setup_job" {
  assert {
    condition     = one(azurerm_container_app_job.setup.identity).identity_ids == toset([var.setup_identity.id]) && length(azurerm_container_app_job.setup.manual_trigger_config) == 1
    error_message = "The job runs as its own identity, and when somebody starts it."
  }

  assert {
    condition = { for each in azurerm_container_app_job.setup.template[0].container[0].env : each.name => each.value if !contains(["SETUP_SQL"], each.name) } == {
      CLIENT_ID         = "22222222-2222-2222-2222-222222222222"
      LOGINS            = jsonencode([{ actions = ["read"], name = "id-web", object_id = "99999999-9999-9999-9999-999999999999" }])
      PGCONNECT_TIMEOUT = "60"
      PGDATABASE        = "app"
      PGHOST            = "server.postgres.database.azure.com"
      PGPORT            = "5432"
      PGSSLMODE         = "verify-full"
      PGSSLROOTCERT     = "system"
      PGUSER            = "id-setup"
    }
    error_message = "The job verifies the server, logs in as its identity and has no password."
  }
}

run "unknown_administrator" {
  command = plan

  variables {
    administrator = { name = "nobody", object_id = "nobody", principal_type = "Group" }
  }

  expect_failures = [var.administrator]
}
