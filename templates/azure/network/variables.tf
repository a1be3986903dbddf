variable "address_space" {
  description = "The address range of the virtual network, as a /16 in CIDR notation."
  type        = string
  nullable    = false

  validation {
    condition     = can(cidrnetmask(var.address_space)) && endswith(var.address_space, "/16")
    error_message = "The address space must be an IPv4 range of size /16, such as 10.20.0.0/16."
  }
}

variable "location" {
  description = "The region of the network."
  type        = string
  nullable    = false
}

variable "prefix" {
  description = "What every name in the module ends or begins with: project and environment."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,28}[a-z0-9])?$", var.prefix))
    error_message = "The prefix must have 1 to 30 lower-case letters, digits and hyphens, begin with a letter and end with a letter or digit."
  }
}

variable "private_dns_zones" {
  description = "The private DNS zones to link to the network."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for zone in var.private_dns_zones : startswith(zone, "privatelink.")])
    error_message = "Every private DNS zone must begin with privatelink. followed by the service's own domain."
  }
}

variable "resource_group_name" {
  description = "The resource group of the network."
  type        = string
  nullable    = false
}

variable "subnets" {
  description = "The compute subnets that the stack's components need: apps (Container Apps), functions (Flex Consumption)."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for subnet in var.subnets : contains(["apps", "functions"], subnet)])
    error_message = "A compute subnet is apps or functions."
  }
}

variable "tags" {
  description = "The tags of the network."
  type        = map(string)
  default     = {}
  nullable    = false
}
