mock_provider "azurerm" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  prefix              = "example-prod"
  resource_group_name = "rg"
  location            = "eastus2"
  address_space       = "10.30.0.0/16"
  subnets             = ["apps", "functions"]
  private_dns_zones   = ["privatelink.blob.core.windows.net"]
}

run "network" {
  command = plan

  module {
    source = "./modules/network"
  }

  assert {
    condition = alltrue([
      azurerm_network_security_rule.endpoints_deny_all.access == "Deny",
      azurerm_network_security_rule.endpoints_deny_all.direction == "Inbound",
      azurerm_network_security_rule.endpoints_deny_all.protocol == "*",
      azurerm_network_security_rule.endpoints_deny_all.source_address_prefix == "*",
      azurerm_network_security_rule.endpoints_deny_all.destination_address_prefix == "*",
      azurerm_network_security_rule.endpoints_deny_all.destination_port_range == "*",
      azurerm_network_security_rule.endpoints_deny_all.network_security_group_name == azurerm_network_security_group.endpoints.name,
    ])
    error_message = "Nothing may reach a private endpoint unless a rule of flows.tf opens the way."
  }

  assert {
    condition     = azurerm_subnet.endpoints.private_endpoint_network_policies == "NetworkSecurityGroupEnabled" && azurerm_subnet_network_security_group_association.endpoints.network_security_group_id == azurerm_network_security_group.endpoints.id
    error_message = "The rules must apply to the private endpoints."
  }

  assert {
    condition     = !azurerm_subnet.endpoints.default_outbound_access_enabled && alltrue([for subnet in azurerm_subnet.compute : !subnet.default_outbound_access_enabled])
    error_message = "No subnet may have a way out that nobody set."
  }

  assert {
    condition     = length(azurerm_network_security_group.compute.security_rule) == 0 && length(azurerm_network_security_group.endpoints.security_rule) == 0
    error_message = "The groups must have no rules of their own: those of the flows are in flows.tf."
  }

  assert {
    condition     = keys(azurerm_subnet_network_security_group_association.compute) == ["apps", "functions"] && alltrue([for association in azurerm_subnet_nat_gateway_association.compute : association.nat_gateway_id == azurerm_nat_gateway.this[0].id])
    error_message = "Every compute subnet must have the security group, and leave by the NAT gateway."
  }
}
