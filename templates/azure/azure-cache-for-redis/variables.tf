variable "capacity" {
  description = "The size of the cache: C0 to C6 by its number."
  type        = number
  nullable    = false

  validation {
    condition     = contains([0, 1, 2, 3, 4, 5, 6], var.capacity)
    error_message = "The size must lie between 0 and 6."
  }
}

variable "endpoints_subnet_id" {
  description = "The subnet of the private endpoint."
  type        = string
  nullable    = false
}

variable "location" {
  description = "The region of the cache."
  type        = string
  nullable    = false
}

variable "logs_workspace_id" {
  description = "The Log Analytics workspace that takes the logs of the cache."
  type        = string
  nullable    = false
}

variable "name" {
  description = "The name of the cache, unique in all of Azure."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9](-?[A-Za-z0-9])*$", var.name)) && length(var.name) <= 63
    error_message = "The name must have 1 to 63 letters, digits and single hyphens, and begin and end with a letter or digit."
  }
}

variable "private_dns_zone_ids" {
  description = "The ids of the network's private DNS zones, by zone."
  type        = map(string)
  nullable    = false
}

variable "resource_group_name" {
  description = "The resource group of the cache."
  type        = string
  nullable    = false
}

variable "sku_name" {
  description = "The tier: Standard keeps a second copy of the data, Basic none."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["Basic", "Standard"], var.sku_name)
    error_message = "The SKU must be Basic or Standard."
  }
}

variable "tags" {
  description = "The tags of the cache."
  type        = map(string)
  default     = {}
  nullable    = false
}
