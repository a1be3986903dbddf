output "database" {
  description = "The name of the database."
  value       = azurerm_postgresql_flexible_server_database.this.name
}

output "host" {
  description = "The host name of the server, which resolves to the private endpoint inside the network."
  value       = azurerm_postgresql_flexible_server.this.fqdn
}

output "id" {
  description = "The server, as the target of alarms."
  value       = azurerm_postgresql_flexible_server.this.id
}

output "private_ip_address" {
  description = "The address of the private endpoint, for network rules."
  value       = azurerm_private_endpoint.this.private_service_connection[0].private_ip_address
}

output "setup" {
  description = "What setup.sh starts the setup job with."
  value       = { name = azurerm_container_app_job.setup.name, resource_group = var.resource_group_name }
}
