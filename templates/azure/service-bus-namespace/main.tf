locals {
  premium = var.sku == "Premium"
}

resource "azurerm_servicebus_namespace" "this" {
  #checkov:skip=CKV_AZURE_199:Double encryption needs a customer-managed key; the platform's key encrypts the messages.
  #checkov:skip=CKV_AZURE_201:A customer-managed key exists on Premium only and is the reader's choice.
  #checkov:skip=CKV_AZURE_202:The namespace calls nothing, so it has no use for an identity.
  #checkov:skip=CKV_AZURE_204:Standard has no private endpoint; var.private closes the public one.
  name                          = var.name
  resource_group_name           = var.resource_group_name
  location                      = var.location
  sku                           = var.sku
  capacity                      = local.premium ? var.messaging_units : 0
  premium_messaging_partitions  = local.premium ? 1 : 0
  local_auth_enabled            = false
  minimum_tls_version           = "1.2"
  public_network_access_enabled = !var.private
  tags                          = var.tags

  # A set without rules must allow by default: https://github.com/hashicorp/terraform-provider-azurerm, 5.2.0,
  # servicebus_namespace_resource.go, read 2026-11. Public access is what closes a private namespace. Trusted services get in,
  # because Event Grid delivers a store's events from outside the network, with its identity's login.
  dynamic "network_rule_set" {
    for_each = local.premium ? [true] : []

    content {
      default_action                = "Allow"
      public_network_access_enabled = !var.private
      trusted_services_allowed      = true
    }
  }
}

resource "azurerm_private_endpoint" "this" {
  count = var.private ? 1 : 0

  name                = "pe-${var.name}"
  resource_group_name = var.resource_group_name
  location            = var.location
  subnet_id           = var.endpoints_subnet_id
  tags                = var.tags

  private_service_connection {
    name                           = "service-bus"
    private_connection_resource_id = azurerm_servicebus_namespace.this.id
    subresource_names              = ["namespace"]
    is_manual_connection           = false
  }

  private_dns_zone_group {
    name                 = "service-bus"
    private_dns_zone_ids = [var.private_dns_zone_ids["privatelink.servicebus.windows.net"]]
  }
}

resource "azurerm_monitor_diagnostic_setting" "logs" {
  name                       = "logs"
  target_resource_id         = azurerm_servicebus_namespace.this.id
  log_analytics_workspace_id = var.logs_workspace_id

  enabled_log {
    category_group = "allLogs"
  }
}
