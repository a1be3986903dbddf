mock_provider "azurerm" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name                 = "example-prod-graph-abc123"
  resource_group_name  = "rg"
  location             = "eastus2"
  backup_days          = 30
  zone_redundant       = true
  deletion_protection  = true
  endpoints_subnet_id  = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/network/subnets/endpoints"
  logs_workspace_id    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/workspace"
  private_dns_zone_ids = { "privatelink.documents.azure.com" = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/privatelink.documents.azure.com" }
}

run "cosmos_graph_prod" {
  command = plan

  module {
    source = "./modules/cosmos-graph"
  }

  assert {
    condition     = !azurerm_cosmosdb_account.this.public_network_access_enabled && azurerm_cosmosdb_account.this.minimal_tls_version == "Tls12"
    error_message = "The account must have no public address, and refuse old TLS."
  }

  assert {
    condition     = !azurerm_cosmosdb_account.this.local_authentication_enabled && !azurerm_cosmosdb_account.this.access_key_metadata_writes_enabled
    error_message = "There must be no key: every login is an identity's."
  }

  assert {
    condition     = one(azurerm_cosmosdb_account.this.backup[*].tier) == "Continuous30Days" && one(azurerm_cosmosdb_account.this.geo_location[*].zone_redundant)
    error_message = "The graph must be restorable for 30 days and be in several zones."
  }

  assert {
    condition     = length(azurerm_management_lock.deletion) == 1 && { for name, container in azurerm_cosmosdb_sql_container.this : name => container.partition_key_paths[0] } == { in = "/to", out = "/from" }
    error_message = "A lock must keep the account, and edges must be found from both ends."
  }
}
