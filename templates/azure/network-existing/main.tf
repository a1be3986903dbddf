# A virtual network that is there already: its subnets are looked up. Nothing in it changes but the rules that flows.tf adds to the
# security group of the private endpoints.

data "azurerm_subnet" "compute" {
  for_each = var.compute_subnet_ids

  name                 = element(split("/", each.value), 10)
  virtual_network_name = element(split("/", each.value), 8)
  resource_group_name  = element(split("/", each.value), 4)
}
