variable "id" {
  description = "The resource id of the vault, which must grant access by roles and not by access policies."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft[.]KeyVault/vaults/[a-zA-Z0-9-]{3,24}$", var.id))
    error_message = "The id must be /subscriptions/.../resourceGroups/.../providers/Microsoft.KeyVault/vaults/<name>."
  }
}

variable "private_ip_address" {
  description = "The address of its private endpoint in the network."
  type        = string
  nullable    = false

  validation {
    condition     = can(cidrnetmask("${var.private_ip_address}/32"))
    error_message = "The address must be an IPv4 address, such as 10.20.2.9."
  }
}
