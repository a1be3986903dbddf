mock_provider "azurerm" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name                 = "exampleprodfiles"
  resource_group_name  = "rg"
  location             = "eastus2"
  container            = "files"
  replication_type     = "ZRS"
  noncurrent_days      = 30
  cool_after_days      = 60
  deletion_protection  = true
  public               = false
  edges                = { edge = { sku_name = "Premium_AzureFrontDoor" } }
  endpoints_subnet_id  = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/network/subnets/endpoints"
  logs_workspace_id    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/workspace"
  private_dns_zone_ids = { "privatelink.blob.core.windows.net" = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net" }
}

run "blob_storage_prod" {
  command = plan

  module {
    source = "./modules/blob-storage"
  }

  assert {
    condition = alltrue([
      !azurerm_storage_account.this.public_network_access_enabled,
      one(azurerm_storage_account.this.network_rules[*].default_action) == "Deny",
    ])
    error_message = "The account must not answer on the internet."
  }

  assert {
    condition     = !azurerm_storage_account.this.allow_nested_items_to_be_public && azurerm_storage_container.this.container_access_type == "private"
    error_message = "Nobody may read without a login."
  }

  assert {
    condition = alltrue([
      !azurerm_storage_account.this.shared_access_key_enabled,
      !azurerm_storage_account.this.local_user_enabled,
      azurerm_storage_account.this.default_to_oauth_authentication,
    ])
    error_message = "There must be no key and no local user: every login is an identity's."
  }

  assert {
    condition     = azurerm_storage_account.this.https_traffic_only_enabled && azurerm_storage_account.this.min_tls_version == "TLS1_2"
    error_message = "Connections must use TLS 1.2 or later."
  }

  assert {
    condition = alltrue([
      one(azurerm_storage_account.this.blob_properties[*].versioning_enabled),
      one(flatten(azurerm_storage_account.this.blob_properties[*].delete_retention_policy[*].days)) == 30,
      one(flatten(azurerm_storage_account.this.blob_properties[*].container_delete_retention_policy[*].days)) == 30,
    ])
    error_message = "Replaced and deleted blobs must be kept for noncurrent_days."
  }

  assert {
    condition     = azurerm_storage_account.this.account_replication_type == "ZRS"
    error_message = "Copies must be where replication_type says."
  }

  assert {
    condition     = one(azurerm_management_lock.deletion[*].lock_level) == "CanNotDelete"
    error_message = "With deletion_protection a lock must keep the account."
  }

  assert {
    condition     = azurerm_monitor_diagnostic_setting.logs.log_analytics_workspace_id == var.logs_workspace_id && one(azurerm_monitor_diagnostic_setting.logs.enabled_log[*].category_group) == "allLogs"
    error_message = "All logs must go to the workspace."
  }
}

run "blob_storage_dev" {
  command = plan

  module {
    source = "./modules/blob-storage"
  }

  variables {
    replication_type    = "LRS"
    deletion_protection = false
    edges               = { edge = { sku_name = "Standard_AzureFrontDoor" } }
  }

  assert {
    condition = alltrue([
      !azurerm_storage_account.this.allow_nested_items_to_be_public,
      azurerm_storage_container.this.container_access_type == "private",
      !azurerm_storage_account.this.shared_access_key_enabled,
    ])
    error_message = "Where a CDN reads by the public address, it must log in all the same."
  }
}

run "blob_storage_without_cdn" {
  command = plan

  module {
    source = "./modules/blob-storage"
  }

  variables {
    public = true
    edges  = {}
  }

  assert {
    condition     = !azurerm_storage_account.this.public_network_access_enabled && !azurerm_storage_account.this.allow_nested_items_to_be_public
    error_message = "Without a CDN in front the account must be closed, whatever its settings are."
  }
}
