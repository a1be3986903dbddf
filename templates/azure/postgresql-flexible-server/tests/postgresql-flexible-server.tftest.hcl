mock_provider "azurerm" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name                 = "psql-example-prod"
  resource_group_name  = "rg"
  location             = "eastus2"
  engine_version       = "17"
  database             = "app"
  sku_name             = "GP_Standard_D2ds_v5"
  storage_gb           = 128
  backup_days          = 14
  geo_redundant_backup = true
  high_availability    = true
  deletion_protection  = true
  tenant_id            = "11111111-1111-1111-1111-111111111111"
  environment_id       = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.App/managedEnvironments/apps"
  endpoints_subnet_id  = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/network/subnets/endpoints"
  logs_workspace_id    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/workspace"
  private_dns_zone_ids = { "privatelink.postgres.database.azure.com" = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/privatelink.postgres.database.azure.com" }

  setup_identity = {
    id           = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/setup"
    client_id    = "33333333-3333-3333-3333-333333333333"
    name         = "setup"
    principal_id = "44444444-4444-4444-4444-444444444444"
  }

  administrator = {
    name           = "deployer"
    object_id      = "77777777-7777-7777-7777-777777777777"
    principal_type = "ServicePrincipal"
    tenant_id      = "11111111-1111-1111-1111-111111111111"
  }
}

run "postgresql_flexible_server_prod" {
  command = plan

  module {
    source = "./modules/postgresql-flexible-server"
  }

  assert {
    condition     = !azurerm_postgresql_flexible_server.this.public_network_access_enabled
    error_message = "The server must have no public address."
  }

  assert {
    condition = alltrue([
      one(azurerm_postgresql_flexible_server.this.authentication[*].active_directory_auth_enabled),
      !one(azurerm_postgresql_flexible_server.this.authentication[*].password_auth_enabled),
    ])
    error_message = "There must be no password: every login is an identity's."
  }

  assert {
    condition     = toset(values(azurerm_postgresql_flexible_server_active_directory_administrator.this)[*].object_id) == toset([var.administrator.object_id, var.setup_identity.principal_id])
    error_message = "Only the given identity and the setup job's may administer the server."
  }

  assert {
    condition = alltrue([
      azurerm_postgresql_flexible_server.this.backup_retention_days == 14,
      azurerm_postgresql_flexible_server.this.geo_redundant_backup_enabled,
      one(azurerm_postgresql_flexible_server.this.high_availability[*].mode) == "ZoneRedundant",
    ])
    error_message = "Backups must be kept for backup_days and in another region, and a standby must wait in another zone."
  }

  assert {
    condition     = one(azurerm_management_lock.deletion[*].lock_level) == "CanNotDelete"
    error_message = "With deletion_protection a lock must keep the server."
  }

  assert {
    condition     = azurerm_monitor_diagnostic_setting.logs.log_analytics_workspace_id == var.logs_workspace_id && one(azurerm_monitor_diagnostic_setting.logs.enabled_log[*].category_group) == "allLogs"
    error_message = "All logs must go to the workspace."
  }
}

run "postgresql_flexible_server_dev" {
  command = plan

  module {
    source = "./modules/postgresql-flexible-server"
  }

  variables {
    high_availability    = false
    geo_redundant_backup = false
    deletion_protection  = false
  }

  assert {
    condition     = !azurerm_postgresql_flexible_server.this.public_network_access_enabled && !one(azurerm_postgresql_flexible_server.this.authentication[*].password_auth_enabled)
    error_message = "Without protection from deletion the server must be closed all the same."
  }
}
