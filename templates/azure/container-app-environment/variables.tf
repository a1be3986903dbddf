variable "compute_subnet_ids" {
  description = "The network's compute subnets by name; the environment takes the one called apps."
  type        = map(string)
  nullable    = false

  validation {
    condition     = contains(keys(var.compute_subnet_ids), "apps")
    error_message = "The network must have a subnet called apps."
  }
}

variable "internal" {
  description = "Whether the environment is closed to the internet and reached through Private Link alone. Changing it recreates the environment."
  type        = bool
  nullable    = false
}

variable "location" {
  description = "The region of the environment."
  type        = string
  nullable    = false
}

variable "logs_workspace_id" {
  description = "The Log Analytics workspace that takes the logs of the environment."
  type        = string
  nullable    = false
}

variable "name" {
  description = "The name of the environment."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z](-?[a-z0-9])+$", var.name)) && length(var.name) >= 2 && length(var.name) <= 60
    error_message = "The name must have 2 to 60 lower-case letters, digits and single hyphens, begin with a letter and end with a letter or digit."
  }
}

variable "resource_group_name" {
  description = "The resource group of the environment."
  type        = string
  nullable    = false
}

variable "tags" {
  description = "The tags of the environment."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "zone_redundant" {
  description = "Whether replicas are spread over the region's zones. Changing it recreates the environment."
  type        = bool
  nullable    = false
}
