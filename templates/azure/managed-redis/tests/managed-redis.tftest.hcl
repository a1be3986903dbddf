mock_provider "azurerm" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name                 = "example-prod-cache"
  resource_group_name  = "rg"
  location             = "eastus2"
  sku_name             = "Balanced_B1"
  high_availability    = true
  endpoints_subnet_id  = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/network/subnets/endpoints"
  logs_workspace_id    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/workspace"
  private_dns_zone_ids = { "privatelink.redis.azure.net" = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/privatelink.redis.azure.net" }
}

run "managed_redis_prod" {
  command = plan

  module {
    source = "./modules/managed-redis"
  }

  assert {
    condition     = azurerm_managed_redis.this.public_network_access == "Disabled"
    error_message = "The cache must have no public address."
  }

  assert {
    condition     = one(azurerm_managed_redis.this.default_database[*].client_protocol) == "Encrypted"
    error_message = "Connections without TLS must be refused."
  }

  assert {
    condition     = !one(azurerm_managed_redis.this.default_database[*].access_keys_authentication_enabled)
    error_message = "There must be no key: every login is an identity's."
  }

  assert {
    condition     = azurerm_managed_redis.this.high_availability_enabled
    error_message = "With high_availability another node must take over."
  }

  assert {
    condition     = azurerm_monitor_diagnostic_setting.logs.log_analytics_workspace_id == var.logs_workspace_id && one(azurerm_monitor_diagnostic_setting.logs.enabled_log[*].category_group) == "allLogs"
    error_message = "All logs must go to the workspace."
  }
}
