output "compute_address_prefixes" {
  description = "The address ranges that the compute components call from."
  value       = values(local.compute_address_prefixes)
}

output "compute_subnet_ids" {
  description = "The compute subnets by name, once their outbound address and security group are in place."
  value       = { for name, subnet in azurerm_subnet.compute : name => subnet.id }
  depends_on  = [azurerm_subnet_nat_gateway_association.compute, azurerm_subnet_network_security_group_association.compute]
}

output "endpoints_security_group_name" {
  description = "The security group of the private endpoints, to which flows add their rules."
  value       = azurerm_network_security_group.endpoints.name
}

output "endpoints_security_group_resource_group" {
  description = "The resource group of that security group."
  value       = azurerm_network_security_group.endpoints.resource_group_name
}

output "endpoints_subnet_id" {
  description = "The subnet of the private endpoints, once its security group is in place."
  value       = azurerm_subnet.endpoints.id
  depends_on  = [azurerm_subnet_network_security_group_association.endpoints]
}

output "id" {
  description = "The virtual network."
  value       = azurerm_virtual_network.this.id
}

output "outbound_ip_address" {
  description = "The address that calls to the internet come from, or null without compute."
  value       = one(azurerm_public_ip.nat[*].ip_address)
}

output "private_dns_zone_ids" {
  description = "The ids of the private DNS zones, by zone."
  value       = { for name, zone in azurerm_private_dns_zone.this : name => zone.id }
}
