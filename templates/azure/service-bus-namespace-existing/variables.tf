variable "id" {
  description = "The resource id of the namespace."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft[.]ServiceBus/namespaces/[^/]+$", var.id))
    error_message = "The id must be /subscriptions/.../providers/Microsoft.ServiceBus/namespaces/<name>."
  }
}

variable "private_ip_address" {
  description = "The address of its private endpoint in the network; null where it is reached at its public address."
  type        = string
  default     = null

  validation {
    condition     = var.private_ip_address == null || can(cidrnetmask("${var.private_ip_address}/32"))
    error_message = "The address must be an IPv4 address, such as 10.20.2.9."
  }
}
