# What closes a namespace. A rule set without rules that denies is refused by the provider after the namespace has been made.

mock_provider "azurerm" {
  mock_resource "azurerm_private_endpoint" {
    defaults = {
      id                         = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/privateEndpoints/endpoint"
      private_service_connection = { private_ip_address = "10.20.2.4" }
    }
  }

  mock_resource "azurerm_servicebus_namespace" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ServiceBus/namespaces/namespace" }
  }
}

variables {
  endpoints_subnet_id  = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/network/subnets/endpoints"
  location             = "eastus"
  logs_workspace_id    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/workspace"
  name                 = "gallery-prod-namespace"
  private              = true
  private_dns_zone_ids = { "privatelink.servicebus.windows.net" = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/privatelink.servicebus.windows.net" }
  resource_group_name  = "rg"
  sku                  = "Premium"
}

run "private" {
  assert {
    condition     = azurerm_servicebus_namespace.this.public_network_access_enabled == false
    error_message = "Public access is what closes a private namespace."
  }

  assert {
    condition = alltrue([
      for set in azurerm_servicebus_namespace.this.network_rule_set :
      set.default_action == "Allow" && set.public_network_access_enabled == false && set.trusted_services_allowed
    ]) && length(azurerm_servicebus_namespace.this.network_rule_set) == 1
    error_message = "A set without rules must allow, and say the same of public access as the namespace."
  }
}

run "standard" {
  variables {
    private = false
    sku     = "Standard"
  }

  assert {
    condition     = length(azurerm_servicebus_namespace.this.network_rule_set) == 0 && azurerm_servicebus_namespace.this.public_network_access_enabled
    error_message = "Standard has no rule set and is open behind Entra ID logins."
  }
}
