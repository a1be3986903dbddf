# A cache that is there already, with a private endpoint in the network. Components get logins to it in flows.tf. Nothing is looked up,
# because the provider's data source would bring the access keys into the state.

locals {
  name = element(split("/", var.id), 8)
}
