output "apns_hub" {
  description = "The hub for Apple's phones, or empty without the platform."
  value       = contains(var.platforms, "apns") ? local.hub : ""
}

output "endpoint" {
  description = "The address that notifications are sent to."
  value       = "https://${azurerm_notification_hub_namespace.this.name}.servicebus.windows.net"
}

output "fcm_hub" {
  description = "The hub for Android's phones, or empty without the platform."
  value       = contains(var.platforms, "fcm") ? local.hub : ""
}

output "hub_id" {
  description = "The hub, as the target of alarms, once it is there."
  value       = "${azurerm_notification_hub_namespace.this.id}/notificationHubs/${local.hub}"
  depends_on  = [azurerm_resource_group_template_deployment.hub]
}

output "setup" {
  description = "What the credentials are given to the hub with."
  value       = { hub_id = "${azurerm_notification_hub_namespace.this.id}/notificationHubs/${local.hub}" }
}
