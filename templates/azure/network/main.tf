locals {
  # Both kinds of compute want a subnet of their own, delegated to the same service.
  compute_address_prefixes = {
    for name, position in { apps = 0, functions = 1 } : name => cidrsubnet(var.address_space, 7, position) if contains(var.subnets, name)
  }
}

resource "azurerm_virtual_network" "this" {
  name                = "vnet-${var.prefix}"
  resource_group_name = var.resource_group_name
  location            = var.location
  address_space       = [var.address_space]
  tags                = var.tags
}

resource "azurerm_subnet" "compute" {
  for_each = local.compute_address_prefixes

  name                            = each.key
  resource_group_name             = var.resource_group_name
  virtual_network_name            = azurerm_virtual_network.this.name
  address_prefixes                = [each.value]
  default_outbound_access_enabled = false

  delegation {
    name = "compute"

    service_delegation {
      name    = "Microsoft.App/environments"
      actions = ["Microsoft.Network/virtualNetworks/subnets/join/action"]
    }
  }
}

# The private endpoints. Without network policies the security group below would not apply to them.
resource "azurerm_subnet" "endpoints" {
  name                              = "endpoints"
  resource_group_name               = var.resource_group_name
  virtual_network_name              = azurerm_virtual_network.this.name
  address_prefixes                  = [cidrsubnet(var.address_space, 8, 4)]
  default_outbound_access_enabled   = false
  private_endpoint_network_policies = "NetworkSecurityGroupEnabled"
}

# The default rules stay: the virtual network and the platform's probes come in, the internet does not.
# They do not see the public ingress of a Container Apps environment that is open to the internet: it bypasses the subnet.
resource "azurerm_network_security_group" "compute" {
  name                = "nsg-${var.prefix}-compute"
  resource_group_name = var.resource_group_name
  location            = var.location
  tags                = var.tags
}

resource "azurerm_subnet_network_security_group_association" "compute" {
  for_each = azurerm_subnet.compute

  subnet_id                 = each.value.id
  network_security_group_id = azurerm_network_security_group.compute.id
}

# Nothing reaches a private endpoint unless a flow opens the way.
resource "azurerm_network_security_group" "endpoints" {
  name                = "nsg-${var.prefix}-endpoints"
  resource_group_name = var.resource_group_name
  location            = var.location
  tags                = var.tags
}

resource "azurerm_network_security_rule" "endpoints_deny_all" {
  name                        = "deny-all"
  description                 = "Closes what the default rules leave open inside the virtual network."
  resource_group_name         = var.resource_group_name
  network_security_group_name = azurerm_network_security_group.endpoints.name
  priority                    = 4096
  direction                   = "Inbound"
  access                      = "Deny"
  protocol                    = "*"
  source_address_prefix       = "*"
  source_port_range           = "*"
  destination_address_prefix  = "*"
  destination_port_range      = "*"
}

resource "azurerm_subnet_network_security_group_association" "endpoints" {
  subnet_id                 = azurerm_subnet.endpoints.id
  network_security_group_id = azurerm_network_security_group.endpoints.id
}

# One fixed address for everything that the compute components call on the internet. A subnet has one NAT gateway, and one of
# the Standard tier is in one zone, which Azure chooses: while that zone is down, the stack doesn't reach the internet, although
# it goes on in the other zones. StandardV2 spans zones and takes a StandardV2 address. Read its limits before you change both,
# which recreates them with another address: https://learn.microsoft.com/azure/reliability/reliability-nat-gateway, read 2026-11.
resource "azurerm_public_ip" "nat" {
  count = length(var.subnets) > 0 ? 1 : 0

  name                = "pip-${var.prefix}-nat"
  resource_group_name = var.resource_group_name
  location            = var.location
  allocation_method   = "Static"
  sku                 = "Standard"
  tags                = var.tags
}

resource "azurerm_nat_gateway" "this" {
  count = length(var.subnets) > 0 ? 1 : 0

  name                = "ng-${var.prefix}"
  resource_group_name = var.resource_group_name
  location            = var.location
  sku_name            = "Standard"
  tags                = var.tags
}

resource "azurerm_nat_gateway_public_ip_association" "this" {
  count = length(var.subnets) > 0 ? 1 : 0

  nat_gateway_id       = azurerm_nat_gateway.this[0].id
  public_ip_address_id = azurerm_public_ip.nat[0].id
}

resource "azurerm_subnet_nat_gateway_association" "compute" {
  for_each = azurerm_subnet.compute

  subnet_id      = each.value.id
  nat_gateway_id = azurerm_nat_gateway.this[0].id
}

resource "azurerm_private_dns_zone" "this" {
  for_each = toset(var.private_dns_zones)

  name                = each.key
  resource_group_name = var.resource_group_name
  tags                = var.tags
}

resource "azurerm_private_dns_zone_virtual_network_link" "this" {
  for_each = azurerm_private_dns_zone.this

  name                = "link-${var.prefix}"
  private_dns_zone_id = each.value.id
  virtual_network_id  = azurerm_virtual_network.this.id
  tags                = var.tags
}
