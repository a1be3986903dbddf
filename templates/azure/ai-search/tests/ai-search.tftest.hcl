mock_provider "azurerm" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name                 = "example-prod-search-abc123"
  resource_group_name  = "rg"
  location             = "eastus2"
  sku                  = "basic"
  replicas             = 2
  partitions           = 1
  endpoints_subnet_id  = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/network/subnets/endpoints"
  logs_workspace_id    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/workspace"
  private_dns_zone_ids = { "privatelink.search.windows.net" = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/privatelink.search.windows.net" }
}

run "ai_search_prod" {
  command = plan

  module {
    source = "./modules/ai-search"
  }

  assert {
    condition     = !azurerm_search_service.this.public_network_access_enabled && azurerm_search_service.this.network_rule_bypass_option == "None"
    error_message = "The service must have no public address."
  }

  assert {
    condition     = !azurerm_search_service.this.local_authentication_enabled
    error_message = "There must be no key: every login is an identity's."
  }

  assert {
    condition     = azurerm_search_service.this.replica_count == 2 && azurerm_private_endpoint.this.subnet_id == var.endpoints_subnet_id
    error_message = "Two copies must be reached by the private endpoint."
  }
}
