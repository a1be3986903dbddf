resource "azurerm_key_vault" "this" {
  #checkov:skip=CKV_AZURE_42:Deleted secrets are always kept; the check wants purge protection as well, see CKV_AZURE_110.
  #checkov:skip=CKV_AZURE_110:Purge protection cannot be undone and holds the name; var.purge_protection is off outside of production.
  #checkov:skip=CKV_AZURE_189:Open to var.operator_ip_ranges and nobody else, and closed while that list is empty.
  name                          = var.name
  resource_group_name           = var.resource_group_name
  location                      = var.location
  tenant_id                     = var.tenant_id
  sku_name                      = "standard"
  rbac_authorization_enabled    = true
  purge_protection_enabled      = var.purge_protection
  soft_delete_retention_days    = var.recovery_days
  public_network_access_enabled = length(var.operator_ip_ranges) > 0
  tags                          = var.tags

  network_acls {
    default_action = "Deny"
    bypass         = "None"
    ip_rules       = var.operator_ip_ranges
  }
}

# What people need who set the secrets. Whatever else may use the vault is in flows.tf.
resource "azurerm_role_assignment" "operators" {
  for_each = var.operators

  description          = "operator ${each.key}: set secrets"
  scope                = azurerm_key_vault.this.id
  role_definition_name = "Key Vault Secrets Officer"
  principal_id         = each.value.object_id
  principal_type       = each.value.principal_type
}

resource "azurerm_private_endpoint" "this" {
  name                = "pe-${var.name}"
  resource_group_name = var.resource_group_name
  location            = var.location
  subnet_id           = var.endpoints_subnet_id
  tags                = var.tags

  private_service_connection {
    name                           = "vault"
    private_connection_resource_id = azurerm_key_vault.this.id
    subresource_names              = ["vault"]
    is_manual_connection           = false
  }

  private_dns_zone_group {
    name                 = "vault"
    private_dns_zone_ids = [var.private_dns_zone_ids["privatelink.vaultcore.azure.net"]]
  }
}

resource "azurerm_monitor_diagnostic_setting" "logs" {
  name                       = "logs"
  target_resource_id         = azurerm_key_vault.this.id
  log_analytics_workspace_id = var.logs_workspace_id

  enabled_log {
    category_group = "allLogs"
  }
}
