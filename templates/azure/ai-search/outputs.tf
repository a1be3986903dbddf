output "endpoint" {
  description = "The address of the service, which resolves to the private endpoint inside the network."
  value       = "https://${azurerm_search_service.this.name}.search.windows.net"
}

output "id" {
  description = "The service, as the scope of a grant and the target of alarms."
  value       = azurerm_search_service.this.id
}

output "name" {
  description = "The name of the service."
  value       = azurerm_search_service.this.name
}

output "private_ip_address" {
  description = "The address of the private endpoint, for network rules."
  value       = azurerm_private_endpoint.this.private_service_connection[0].private_ip_address
}
