# A graph as items, an edge in each of two containers: `out` by where it begins, `in` by where it ends, so that both directions are
# queries of one partition. Unlike Gremlin it takes logins instead of keys.

locals {
  containers = { in = "/to", out = "/from" }
}

resource "azurerm_cosmosdb_account" "this" {
  #checkov:skip=CKV_AZURE_100:The platform's key encrypts the data; a customer-managed key is the reader's choice.
  #checkov:skip=CKV_AZURE_140:The check reads the name that the argument had before; local_authentication_enabled is false.
  #checkov:skip=CKV_AZURE_132:Without keys nobody can change metadata through the data plane.
  name                               = var.name
  resource_group_name                = var.resource_group_name
  location                           = var.location
  kind                               = "GlobalDocumentDB"
  offer_type                         = "Standard"
  access_key_metadata_writes_enabled = false
  local_authentication_enabled       = false
  minimal_tls_version                = "Tls12"
  public_network_access_enabled      = false
  tags                               = var.tags

  # Billed by request; one region, no throughput to set.
  capabilities {
    name = "EnableServerless"
  }

  consistency_policy {
    consistency_level = "Session"
  }

  geo_location {
    location          = var.location
    failover_priority = 0
    zone_redundant    = var.zone_redundant
  }

  backup {
    type = "Continuous"
    tier = "Continuous${var.backup_days}Days"
  }
}

resource "azurerm_cosmosdb_sql_database" "this" {
  name                = "graph"
  resource_group_name = var.resource_group_name
  account_name        = azurerm_cosmosdb_account.this.name
}

resource "azurerm_cosmosdb_sql_container" "this" {
  for_each = local.containers

  name                  = each.key
  resource_group_name   = var.resource_group_name
  account_name          = azurerm_cosmosdb_account.this.name
  database_name         = azurerm_cosmosdb_sql_database.this.name
  partition_key_paths   = [each.value]
  partition_key_version = 2
  partition_key_kind    = "Hash"

  indexing_policy {
    indexing_mode = "consistent"

    included_path {
      path = "/*"
    }

    excluded_path {
      path = "/\"_etag\"/?"
    }
  }
}

resource "azurerm_private_endpoint" "this" {
  name                = "pe-${var.name}"
  resource_group_name = var.resource_group_name
  location            = var.location
  subnet_id           = var.endpoints_subnet_id
  tags                = var.tags

  private_service_connection {
    name                           = "cosmos"
    private_connection_resource_id = azurerm_cosmosdb_account.this.id
    subresource_names              = ["Sql"]
    is_manual_connection           = false
  }

  private_dns_zone_group {
    name                 = "cosmos"
    private_dns_zone_ids = [var.private_dns_zone_ids["privatelink.documents.azure.com"]]
  }
}

resource "azurerm_monitor_diagnostic_setting" "logs" {
  name                       = "logs"
  target_resource_id         = azurerm_cosmosdb_account.this.id
  log_analytics_workspace_id = var.logs_workspace_id

  # Logs in tables of their own, which cost and read better than AzureDiagnostics.
  log_analytics_destination_type = "Dedicated"

  enabled_log {
    category = "ControlPlaneRequests"
  }

  enabled_log {
    category = "DataPlaneRequests"
  }
}

resource "azurerm_management_lock" "deletion" {
  count = var.deletion_protection ? 1 : 0

  name       = "deletion-protection"
  scope      = azurerm_cosmosdb_account.this.id
  lock_level = "CanNotDelete"
  notes      = "Holds the stack's data. Set deletion_protection to false and apply before removing it."
}
