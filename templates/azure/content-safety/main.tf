resource "azurerm_cognitive_account" "this" {
  #checkov:skip=CKV2_AZURE_22:The platform's key encrypts what little the service keeps; a customer-managed key is the reader's choice.
  #checkov:skip=CKV_AZURE_238:The service reads nothing by itself, so it has no use for an identity: callers send what is to be judged.
  name                = var.name
  resource_group_name = var.resource_group_name
  location            = coalesce(var.region, var.location)
  kind                = "ContentSafety"
  sku_name            = var.sku

  # Logins and private endpoints need a host of the account's own. Changing it recreates the account.
  custom_subdomain_name         = var.name
  local_auth_enabled            = false
  public_network_access_enabled = false
  tags                          = var.tags

  network_acls {
    default_action = "Deny"
  }
}

resource "azurerm_private_endpoint" "this" {
  name                = "pe-${var.name}"
  resource_group_name = var.resource_group_name
  location            = var.location
  subnet_id           = var.endpoints_subnet_id
  tags                = var.tags

  private_service_connection {
    name                           = "content-safety"
    private_connection_resource_id = azurerm_cognitive_account.this.id
    subresource_names              = ["account"]
    is_manual_connection           = false
  }

  private_dns_zone_group {
    name                 = "content-safety"
    private_dns_zone_ids = [var.private_dns_zone_ids["privatelink.cognitiveservices.azure.com"]]
  }
}

resource "azurerm_monitor_diagnostic_setting" "logs" {
  name                       = "logs"
  target_resource_id         = azurerm_cognitive_account.this.id
  log_analytics_workspace_id = var.logs_workspace_id

  enabled_log {
    category_group = "allLogs"
  }
}
