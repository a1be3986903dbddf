# What would replace the server, and who administers it.

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
    tenant_id      = "11111111-1111-1111-1111-111111111111"
  }
  backup_days          = 7
  database             = "app"
  deletion_protection  = true
  endpoints_subnet_id  = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/network/subnets/endpoints"
  engine_version       = "17"
  geo_redundant_backup = false
  high_availability    = false
  location             = "eastus"
  logs_workspace_id    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/workspace"
  name                 = "gallery-db"
  private_dns_zone_ids = { "privatelink.postgres.database.azure.com" = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/privatelink.postgres.database.azure.com" }
  resource_group_name  = "rg"
  sku_name             = "B_Standard_B1ms"
  storage_gb           = 33
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
    condition     = azurerm_postgresql_flexible_server_active_directory_administrator.this.object_id == "88888888-8888-8888-8888-888888888888" && azurerm_postgresql_flexible_server_active_directory_administrator.this.principal_type == "Group"
    error_message = "The administrator is who is named."
  }
}

run "unknown_administrator" {
  command = plan

  variables {
    administrator = { name = "nobody", object_id = "nobody", principal_type = "Group", tenant_id = "11111111-1111-1111-1111-111111111111" }
  }

  expect_failures = [var.administrator]
}
