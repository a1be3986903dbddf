mock_provider "azurerm" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name                = "cae-example-prod"
  resource_group_name = "rg"
  location            = "eastus2"
  internal            = true
  zone_redundant      = true
  compute_subnet_ids  = { apps = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/network/subnets/apps" }
  logs_workspace_id   = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/workspace"
}

run "container_app_environment_prod" {
  command = plan

  module {
    source = "./modules/container-app-environment"
  }

  assert {
    condition     = azurerm_container_app_environment.this.internal_load_balancer_enabled && azurerm_container_app_environment.this.public_network_access == "Disabled"
    error_message = "An internal environment must have no public address."
  }

  assert {
    condition     = azurerm_container_app_environment.this.zone_redundancy_enabled
    error_message = "With zone_redundant the replicas must run in several zones."
  }

  assert {
    condition     = azurerm_container_app_environment.this.infrastructure_subnet_id == var.compute_subnet_ids["apps"]
    error_message = "Everything must run inside the stack's network."
  }

  assert {
    condition     = azurerm_container_app_environment.this.logs_destination == "azure-monitor"
    error_message = "Logs must be written without the workspace's shared key."
  }

  assert {
    condition     = azurerm_monitor_diagnostic_setting.logs.log_analytics_workspace_id == var.logs_workspace_id && one(azurerm_monitor_diagnostic_setting.logs.enabled_log[*].category_group) == "allLogs"
    error_message = "All logs must go to the workspace."
  }
}
