locals {
  # The provider replaces a server whose storage is larger than its configuration, with all its data:
  # terraform-provider-azurerm 5.2.0, postgresql_flexible_server_resource.go, read 2026-11.
  storage_mb = min([for size in [32768, 65536, 131072, 262144, 524288, 1048576, 2097152, 4194304, 8388608, 16777216] : size if size >= var.storage_gb * 1024]...)
}

resource "azurerm_postgresql_flexible_server" "this" {
  #checkov:skip=CKV_AZURE_136:Geo-redundant backups are var.geo_redundant_backup, set per environment.
  name                          = var.name
  resource_group_name           = var.resource_group_name
  location                      = var.location
  version                       = var.engine_version
  sku_name                      = var.sku_name
  storage_mb                    = local.storage_mb # a size below the real one replaces the server, so it never grows by itself
  auto_grow_enabled             = false
  backup_retention_days         = var.backup_days
  geo_redundant_backup_enabled  = var.geo_redundant_backup
  public_network_access_enabled = false
  tags                          = var.tags

  # Storage grows by var.storage_gb alone. A server that grew by itself would be larger than its configuration, and a size below the real one
  # replaces the server with all its data: terraform-provider-azurerm 5.2.0, postgresql_flexible_server_resource.go, read 2026-11.

  # Logins are Entra ID tokens. There is no password, so none can be in the state.
  authentication {
    active_directory_auth_enabled = true
    password_auth_enabled         = false
    tenant_id                     = var.tenant_id
  }

  dynamic "high_availability" {
    for_each = var.high_availability ? ["ZoneRedundant"] : []

    content {
      mode = high_availability.value
    }
  }

  # Sundays at 02:00 UTC.
  maintenance_window {
    day_of_week  = 0
    start_hour   = 2
    start_minute = 0
  }

  lifecycle {
    # Azure picks the zones, and a failover swaps them.
    ignore_changes = [zone, high_availability[0].standby_availability_zone]
  }
}

resource "azurerm_postgresql_flexible_server_database" "this" {
  name      = var.database
  server_id = azurerm_postgresql_flexible_server.this.id
  charset   = "UTF8"
  collation = "en_US.utf8"

  # The server takes one change at a time, and has its administrator before it has a database.
  depends_on = [azurerm_postgresql_flexible_server_active_directory_administrator.this]
}

resource "azurerm_private_endpoint" "this" {
  name                = "pe-${var.name}"
  resource_group_name = var.resource_group_name
  location            = var.location
  subnet_id           = var.endpoints_subnet_id
  tags                = var.tags

  private_service_connection {
    name                           = "postgresql"
    private_connection_resource_id = azurerm_postgresql_flexible_server.this.id
    subresource_names              = ["postgresqlServer"]
    is_manual_connection           = false
  }

  private_dns_zone_group {
    name                 = "postgresql"
    private_dns_zone_ids = [var.private_dns_zone_ids["privatelink.postgres.database.azure.com"]]
  }
}

resource "azurerm_monitor_diagnostic_setting" "logs" {
  name                       = "logs"
  target_resource_id         = azurerm_postgresql_flexible_server.this.id
  log_analytics_workspace_id = var.logs_workspace_id

  enabled_log {
    category_group = "allLogs"
  }
}

# A lock holds what belongs to the server, too. It is taken off before any of that goes, put on after all of it is there, and made anew around a
# change of administrator.
resource "azurerm_management_lock" "deletion" {
  count = var.deletion_protection ? 1 : 0

  name       = "deletion-protection"
  scope      = azurerm_postgresql_flexible_server.this.id
  lock_level = "CanNotDelete"
  notes      = "Holds the stack's data. Set deletion_protection to false and apply before deleting it by hand."

  depends_on = [
    azurerm_monitor_diagnostic_setting.logs,
    azurerm_postgresql_flexible_server_active_directory_administrator.this,
    azurerm_postgresql_flexible_server_database.this,
    azurerm_private_endpoint.this,
  ]

  lifecycle {
    replace_triggered_by = [azurerm_postgresql_flexible_server_active_directory_administrator.this]
  }
}
