# A queue that is there already, in a namespace that is, too. Nothing is looked up: what its callers need follows from its name.

locals {
  id = "${var.namespace_id}/queues/${var.name}"
}
