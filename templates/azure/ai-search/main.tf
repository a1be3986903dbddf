# Indexes are data: somebody makes them by hand, with a right that no component has.

resource "azurerm_search_service" "this" {
  #checkov:skip=CKV_AZURE_208:The number of replicas is var.replicas; three keep the promise for writes as well.
  #checkov:skip=CKV_AZURE_209:Two replicas keep the promise for reads; the number is var.replicas.
  name                          = var.name
  resource_group_name           = var.resource_group_name
  location                      = var.location
  sku                           = var.sku
  replica_count                 = var.replicas
  partition_count               = var.partitions
  local_authentication_enabled  = false
  network_rule_bypass_option    = "None"
  public_network_access_enabled = false
  tags                          = var.tags

  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_private_endpoint" "this" {
  name                = "pe-${var.name}"
  resource_group_name = var.resource_group_name
  location            = var.location
  subnet_id           = var.endpoints_subnet_id
  tags                = var.tags

  private_service_connection {
    name                           = "search"
    private_connection_resource_id = azurerm_search_service.this.id
    subresource_names              = ["searchService"]
    is_manual_connection           = false
  }

  private_dns_zone_group {
    name                 = "search"
    private_dns_zone_ids = [var.private_dns_zone_ids["privatelink.search.windows.net"]]
  }
}

resource "azurerm_monitor_diagnostic_setting" "logs" {
  name                       = "logs"
  target_resource_id         = azurerm_search_service.this.id
  log_analytics_workspace_id = var.logs_workspace_id

  enabled_log {
    category_group = "allLogs"
  }
}
