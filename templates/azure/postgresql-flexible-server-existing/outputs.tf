output "database" {
  description = "The name of the database."
  value       = var.database
}

output "host" {
  description = "The host name of the server, which resolves to the private endpoint inside the network."
  value       = var.host
}

output "logins" {
  description = "Logins as JSON, which setup.sql reads as LOGINS."
  value       = jsonencode(values(var.logins))
}

output "private_ip_address" {
  description = "The address of the private endpoint, for network rules."
  value       = var.private_ip_address
}
