# A registry that is there already, of this subscription or of another one of the same tenant. Components get AcrPull on it in flows.tf.

locals {
  name = element(split("/", var.id), length(split("/", var.id)) - 1)
}
