output "id" {
  description = "The function app."
  value       = azurerm_function_app_flex_consumption.this.id
}

output "name" {
  description = "The name of the function app, which packages are published to."
  value       = azurerm_function_app_flex_consumption.this.name
}

output "private_ip_address" {
  description = "The address of its storage's private endpoint, for network rules."
  value       = azurerm_private_endpoint.this.private_service_connection[0].private_ip_address
}

output "storage_id" {
  description = "The app's own storage account, as the scope of a grant."
  value       = azurerm_storage_account.this.id
}
