variable "compute_subnet_ids" {
  description = "The ids of the compute subnets: apps (Container Apps), functions (Flex Consumption)."
  type        = map(string)
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.compute_subnet_ids) : contains(["apps", "functions"], name)])
    error_message = "A compute subnet is apps or functions."
  }

  validation {
    condition     = alltrue([for id in values(var.compute_subnet_ids) : can(regex("^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft[.]Network/virtualNetworks/[^/]+/subnets/[^/]+$", id))])
    error_message = "Every subnet must be /subscriptions/.../resourceGroups/.../providers/Microsoft.Network/virtualNetworks/<network>/subnets/<name>."
  }
}

variable "endpoints_security_group_id" {
  description = "The id of the network security group of the endpoints' subnet, to which flows add their rules."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft[.]Network/networkSecurityGroups/[^/]+$", var.endpoints_security_group_id))
    error_message = "The id must be /subscriptions/.../resourceGroups/.../providers/Microsoft.Network/networkSecurityGroups/<name>."
  }
}

variable "endpoints_subnet_id" {
  description = "The id of the subnet of the private endpoints."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft[.]Network/virtualNetworks/[^/]+/subnets/[^/]+$", var.endpoints_subnet_id))
    error_message = "The id must be /subscriptions/.../resourceGroups/.../providers/Microsoft.Network/virtualNetworks/<network>/subnets/<name>."
  }
}

variable "outbound_ip_address" {
  description = "The address that calls to the internet come from, or null where it isn't known."
  type        = string
  default     = null
}

variable "private_dns_zone_ids" {
  description = "The ids of the private DNS zones that are linked to the network, by zone."
  type        = map(string)
  default     = {}
  nullable    = false
}
