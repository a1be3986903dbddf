mock_provider "azurerm" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name                 = "kv-example-prod"
  resource_group_name  = "rg"
  location             = "eastus2"
  tenant_id            = "11111111-1111-1111-1111-111111111111"
  recovery_days        = 30
  purge_protection     = true
  secret_names         = ["session-key"]
  endpoints_subnet_id  = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/network/subnets/endpoints"
  logs_workspace_id    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/workspace"
  private_dns_zone_ids = { "privatelink.vaultcore.azure.net" = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net" }
}

run "key_vault_prod" {
  command = plan

  module {
    source = "./modules/key-vault"
  }

  assert {
    condition = alltrue([
      !azurerm_key_vault.this.public_network_access_enabled,
      one(azurerm_key_vault.this.network_acls[*].default_action) == "Deny",
      one(azurerm_key_vault.this.network_acls[*].bypass) == "None",
    ])
    error_message = "The vault must be closed to the internet while operator_ip_ranges is empty."
  }

  assert {
    condition     = azurerm_key_vault.this.rbac_authorization_enabled
    error_message = "Roles alone must say who reads secrets, and no access policy."
  }

  assert {
    condition     = azurerm_key_vault.this.purge_protection_enabled && azurerm_key_vault.this.soft_delete_retention_days == 30
    error_message = "Deleted secrets must stay recoverable for recovery_days, and nobody may purge them."
  }

  assert {
    condition     = azurerm_monitor_diagnostic_setting.logs.log_analytics_workspace_id == var.logs_workspace_id && one(azurerm_monitor_diagnostic_setting.logs.enabled_log[*].category_group) == "allLogs"
    error_message = "All logs must go to the workspace."
  }
}

run "key_vault_for_operators" {
  command = plan

  module {
    source = "./modules/key-vault"
  }

  variables {
    operator_ip_ranges = ["203.0.113.7/32"]
  }

  assert {
    condition     = one(azurerm_key_vault.this.network_acls[*].default_action) == "Deny" && toset(one(azurerm_key_vault.this.network_acls[*].ip_rules)) == toset(["203.0.113.7/32"])
    error_message = "The vault must open to operator_ip_ranges alone."
  }
}
