variable "endpoints_subnet_id" {
  description = "The subnet of the private endpoint."
  type        = string
  nullable    = false
}

variable "high_availability" {
  description = "Whether a second copy of the data stands by, at twice the price. Changing it recreates the cache."
  type        = bool
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
  description = "The name of the cache, unique in its region."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9](-?[A-Za-z0-9])+$", var.name)) && length(var.name) >= 3 && length(var.name) <= 60
    error_message = "The name must have 3 to 60 letters, digits and single hyphens, and begin and end with a letter or digit."
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
  description = "The size of the cache; about a fifth of its memory is reserved."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^(Balanced_B(0|1|3|5|10|20|50|100|150|250|350|500|700|1000)|MemoryOptimized_M(10|20|50|100|150|250|350|500|700|1000|1500|2000)|ComputeOptimized_X(3|5|10|20|50|100|150|250|350|500|700))$", var.sku_name))
    error_message = "The size must be a Managed Redis one, such as Balanced_B0, MemoryOptimized_M10 or ComputeOptimized_X3."
  }
}

variable "tags" {
  description = "The tags of the cache."
  type        = map(string)
  default     = {}
  nullable    = false
}
