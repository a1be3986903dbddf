# A namespace that is there already. Nothing is looked up, because the provider's data source would bring its keys into the state.

locals {
  name = element(split("/", var.id), 8)
}
