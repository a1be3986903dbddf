output "id" {
  description = "The vault, as the scope of a grant."
  value       = var.id
}

output "name" {
  description = "The name of the vault."
  value       = local.name
}

output "private_ip_address" {
  description = "The address of the private endpoint, for network rules."
  value       = var.private_ip_address
}

output "uri" {
  description = "The address of the vault, which resolves to the private endpoint inside the network."
  value       = "https://${lower(local.name)}.vault.azure.net/"
}
