mock_provider "azurerm" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name                 = "func-example-prod-work"
  resource_group_name  = "rg"
  location             = "eastus2"
  identity_id          = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/work"
  client_id            = "33333333-3333-3333-3333-333333333333"
  connection_string    = "InstrumentationKey=00000000-0000-0000-0000-000000000000"
  runtime_name         = "python"
  runtime_version      = "3.12"
  instance_memory_mb   = 2048
  timeout_seconds      = 120
  concurrency          = 10
  max_instances        = 40
  compute_subnet_ids   = { functions = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/network/subnets/functions" }
  endpoints_subnet_id  = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/network/subnets/endpoints"
  logs_workspace_id    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/workspace"
  private_dns_zone_ids = { "privatelink.blob.core.windows.net" = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net" }
}

run "functions_flex" {
  command = plan

  module {
    source = "./modules/functions-flex"
  }

  assert {
    condition = alltrue([
      !azurerm_storage_account.this.public_network_access_enabled,
      one(azurerm_storage_account.this.network_rules[*].default_action) == "Deny",
      !azurerm_storage_account.this.shared_access_key_enabled,
      !azurerm_storage_account.this.allow_nested_items_to_be_public,
      azurerm_storage_account.this.min_tls_version == "TLS1_2",
      azurerm_storage_container.package.container_access_type == "private",
    ])
    error_message = "The package's store must be closed to the internet, and have no key."
  }

  assert {
    condition = alltrue([
      azurerm_function_app_flex_consumption.this.https_only,
      one(azurerm_function_app_flex_consumption.this.site_config[*].minimum_tls_version) == "1.2",
      one(azurerm_function_app_flex_consumption.this.site_config[*].scm_minimum_tls_version) == "1.2",
      !azurerm_function_app_flex_consumption.this.webdeploy_publish_basic_authentication_enabled,
    ])
    error_message = "The app must be called over TLS 1.2 or later, and be published without a password."
  }

  assert {
    condition     = toset(one(azurerm_function_app_flex_consumption.this.identity[*].identity_ids)) == toset([var.identity_id]) && azurerm_function_app_flex_consumption.this.storage_user_assigned_identity_id == var.identity_id
    error_message = "The code must have its own identity and no other."
  }

  assert {
    condition     = azurerm_function_app_flex_consumption.this.virtual_network_subnet_id == var.compute_subnet_ids["functions"]
    error_message = "The code must run inside the stack's network."
  }

  assert {
    condition     = azurerm_monitor_diagnostic_setting.logs.log_analytics_workspace_id == var.logs_workspace_id && one(azurerm_monitor_diagnostic_setting.logs.enabled_log[*].category_group) == "allLogs"
    error_message = "All logs must go to the workspace."
  }
}
