output "host" {
  description = "The host of the namespace."
  value       = "${local.name}.servicebus.windows.net"
}

output "id" {
  description = "The namespace, as the target of alarms."
  value       = var.id
}

output "name" {
  description = "The name of the namespace."
  value       = local.name
}

output "private_ip_address" {
  description = "The address of the private endpoint, or null."
  value       = var.private_ip_address
}
