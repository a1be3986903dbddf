mock_provider "azurerm" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name                 = "sbns-example-prod"
  resource_group_name  = "rg"
  location             = "eastus2"
  sku                  = "Premium"
  private              = true
  endpoints_subnet_id  = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/network/subnets/endpoints"
  logs_workspace_id    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/workspace"
  private_dns_zone_ids = { "privatelink.servicebus.windows.net" = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/privatelink.servicebus.windows.net" }
}

run "service_bus_namespace_prod" {
  command = plan

  module {
    source = "./modules/service-bus-namespace"
  }

  assert {
    condition = alltrue([
      !azurerm_servicebus_namespace.this.public_network_access_enabled,
      !one(azurerm_servicebus_namespace.this.network_rule_set[*].public_network_access_enabled),
    ])
    error_message = "The namespace must have no public address where it is private."
  }

  assert {
    condition     = !azurerm_servicebus_namespace.this.local_auth_enabled
    error_message = "There must be no key: every login is an identity's."
  }

  assert {
    condition     = azurerm_servicebus_namespace.this.minimum_tls_version == "1.2"
    error_message = "Connections must use TLS 1.2 or later."
  }

  assert {
    condition     = azurerm_monitor_diagnostic_setting.logs.log_analytics_workspace_id == var.logs_workspace_id && one(azurerm_monitor_diagnostic_setting.logs.enabled_log[*].category_group) == "allLogs"
    error_message = "All logs must go to the workspace."
  }
}

run "service_bus_namespace_dev" {
  command = plan

  module {
    source = "./modules/service-bus-namespace"
  }

  variables {
    sku     = "Standard"
    private = false
  }

  assert {
    condition     = !azurerm_servicebus_namespace.this.local_auth_enabled && azurerm_servicebus_namespace.this.minimum_tls_version == "1.2"
    error_message = "By its public address, too, every login must be an identity's, over TLS 1.2 or later."
  }
}
