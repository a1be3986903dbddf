output "compute_address_prefixes" {
  description = "The address ranges that the compute components call from."
  value       = flatten([for subnet in data.azurerm_subnet.compute : subnet.address_prefixes])
}

output "compute_subnet_ids" {
  description = "The compute subnets by name."
  value       = var.compute_subnet_ids
}

output "endpoints_security_group_name" {
  description = "The security group of the private endpoints, to which flows add their rules."
  value       = element(split("/", var.endpoints_security_group_id), 8)
}

output "endpoints_security_group_resource_group" {
  description = "The resource group of that security group."
  value       = element(split("/", var.endpoints_security_group_id), 4)
}

output "endpoints_subnet_id" {
  description = "The subnet of the private endpoints."
  value       = var.endpoints_subnet_id
}

output "id" {
  description = "The virtual network."
  value       = split("/subnets/", var.endpoints_subnet_id)[0]
}

output "outbound_ip_address" {
  description = "The address that calls to the internet come from, or null where it isn't known."
  value       = var.outbound_ip_address
}

output "private_dns_zone_ids" {
  description = "The ids of the private DNS zones, by zone."
  value       = var.private_dns_zone_ids
}
