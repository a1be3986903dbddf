output "host" {
  description = "The host name of the cache, which resolves to the private endpoint inside the network."
  value       = var.host
}

output "id" {
  description = "The cache, as the scope of logins."
  value       = var.id
}

output "name" {
  description = "The name of the cache."
  value       = local.name
}

output "port" {
  description = "The TLS port of the cache."
  value       = 10000
}

output "private_ip_address" {
  description = "The address of the private endpoint, for network rules."
  value       = var.private_ip_address
}
