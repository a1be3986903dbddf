# Reads an environment's tfvars, so that the tests run with the numbers that get deployed.

locals {
  values = provider::terraform::decode_tfvars(file(var.file))
}
