# A hub for phones. It and the rule that may send are a template of Resource Manager: the provider's own resources would bring the keys
# and credentials into the state, and take credentials that an operator has set for a reason to make the hub anew.

locals {
  hub = "phones"
}

resource "azurerm_notification_hub_namespace" "this" {
  name                = var.name
  resource_group_name = var.resource_group_name
  location            = var.location
  namespace_type      = "NotificationHub"
  sku_name            = var.sku
  tags                = var.tags
}

resource "azurerm_resource_group_template_deployment" "hub" {
  name                = "${var.name}-hub"
  resource_group_name = var.resource_group_name
  deployment_mode     = "Incremental"
  tags                = var.tags

  template_content = jsonencode({
    "$schema"      = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
    contentVersion = "1.0.0.0"

    resources = [
      {
        type       = "Microsoft.NotificationHubs/namespaces/notificationHubs"
        apiVersion = "2023-10-01-preview"
        name       = "${azurerm_notification_hub_namespace.this.name}/${local.hub}"
        location   = var.location
        properties = { name = local.hub }
      },
      {
        type       = "Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules"
        apiVersion = "2023-10-01-preview"
        name       = "${azurerm_notification_hub_namespace.this.name}/${local.hub}/send"
        properties = { rights = ["Send"] }
        dependsOn  = ["[resourceId('Microsoft.NotificationHubs/namespaces/notificationHubs', '${azurerm_notification_hub_namespace.this.name}', '${local.hub}')]"]
      },
    ]
  })
}

resource "azurerm_monitor_diagnostic_setting" "logs" {
  name                       = "logs"
  target_resource_id         = azurerm_notification_hub_namespace.this.id
  log_analytics_workspace_id = var.logs_workspace_id

  enabled_log {
    category_group = "allLogs"
  }
}
