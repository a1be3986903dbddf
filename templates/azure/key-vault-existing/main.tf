# A vault that is there already, with a private endpoint in the network. Components get the right to read its secrets in flows.tf.

locals {
  name = element(split("/", var.id), 8)
}
