output "host" {
  description = "The host name of the cache, which resolves to the private endpoint inside the network."
  value       = azurerm_redis_cache.this.hostname
}

output "id" {
  description = "The cache, as the scope of logins and the target of alarms."
  value       = azurerm_redis_cache.this.id
}

output "name" {
  description = "The name of the cache."
  value       = azurerm_redis_cache.this.name
}

output "port" {
  description = "The TLS port of the cache."
  value       = azurerm_redis_cache.this.ssl_port
}

output "private_ip_address" {
  description = "The address of the private endpoint, for network rules."
  value       = azurerm_private_endpoint.this.private_service_connection[0].private_ip_address
}
