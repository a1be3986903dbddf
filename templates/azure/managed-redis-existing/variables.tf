variable "host" {
  description = "The host name of the cache."
  type        = string
  nullable    = false

  validation {
    condition     = endswith(var.host, ".redis.azure.net")
    error_message = "The host must end in .redis.azure.net."
  }
}

variable "id" {
  description = "The resource id of the cache, with logins by Entra ID on."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft[.]Cache/redisEnterprise/[^/]+$", var.id))
    error_message = "The id must be /subscriptions/.../resourceGroups/.../providers/Microsoft.Cache/redisEnterprise/<name>."
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
