mock_provider "azurerm" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name                 = "example-prod-judge-abc123"
  resource_group_name  = "rg"
  location             = "eastus2"
  sku                  = "S0"
  images               = true
  text                 = false
  endpoints_subnet_id  = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/network/subnets/endpoints"
  logs_workspace_id    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/workspace"
  private_dns_zone_ids = { "privatelink.cognitiveservices.azure.com" = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/privatelink.cognitiveservices.azure.com" }
}

run "content_safety_prod" {
  command = plan

  module {
    source = "./modules/content-safety"
  }

  assert {
    condition     = !azurerm_cognitive_account.this.public_network_access_enabled && one(azurerm_cognitive_account.this.network_acls[*].default_action) == "Deny"
    error_message = "The account must have no public address."
  }

  assert {
    condition     = !azurerm_cognitive_account.this.local_auth_enabled
    error_message = "There must be no key: every login is an identity's."
  }

  assert {
    condition     = azurerm_private_endpoint.this.subnet_id == var.endpoints_subnet_id && output.text_endpoint == "" && output.image_endpoint != ""
    error_message = "It must be reached by its private endpoint, for what is judged alone."
  }
}
