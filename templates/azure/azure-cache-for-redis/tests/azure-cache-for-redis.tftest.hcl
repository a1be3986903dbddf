mock_provider "azurerm" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name                 = "example-prod-cache"
  resource_group_name  = "rg"
  location             = "eastus2"
  sku_name             = "Standard"
  capacity             = 1
  endpoints_subnet_id  = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/network/subnets/endpoints"
  logs_workspace_id    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/workspace"
  private_dns_zone_ids = { "privatelink.redis.cache.windows.net" = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/privatelink.redis.cache.windows.net" }
}

run "azure_cache_for_redis_prod" {
  command = plan

  module {
    source = "./modules/azure-cache-for-redis"
  }

  assert {
    condition     = !azurerm_redis_cache.this.public_network_access_enabled
    error_message = "The cache must have no public address."
  }

  assert {
    condition     = !azurerm_redis_cache.this.non_ssl_port_enabled && azurerm_redis_cache.this.minimum_tls_version == "1.2"
    error_message = "Connections must use TLS 1.2 or later."
  }

  assert {
    condition     = !azurerm_redis_cache.this.access_keys_authentication_enabled && one(azurerm_redis_cache.this.redis_configuration[*].active_directory_authentication_enabled)
    error_message = "There must be no key: every login is an identity's."
  }

  assert {
    condition     = azurerm_monitor_diagnostic_setting.logs.log_analytics_workspace_id == var.logs_workspace_id && one(azurerm_monitor_diagnostic_setting.logs.enabled_log[*].category_group) == "allLogs"
    error_message = "All logs must go to the workspace."
  }
}
