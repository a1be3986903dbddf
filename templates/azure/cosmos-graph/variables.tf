variable "backup_days" {
  description = "How many days back the account can be restored to any moment: 7 cost nothing beyond the data, 30 cost by the gigabyte."
  type        = number
  nullable    = false

  validation {
    condition     = contains([7, 30], var.backup_days)
    error_message = "Continuous backups reach back 7 or 30 days."
  }
}

variable "deletion_protection" {
  description = "Whether a lock keeps the account from being deleted. It also keeps grants on the account from being removed."
  type        = bool
  nullable    = false
}

variable "endpoints_subnet_id" {
  description = "The subnet of the private endpoint."
  type        = string
  nullable    = false
}

variable "location" {
  description = "The region of the account."
  type        = string
  nullable    = false
}

variable "logs_workspace_id" {
  description = "The Log Analytics workspace that takes the logs of the account."
  type        = string
  nullable    = false
}

variable "name" {
  description = "The name of the account, unique in all of Azure."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,42}[a-z0-9]$", var.name))
    error_message = "The name must have 3 to 44 lower-case letters, digits and hyphens, and begin and end with a letter or digit."
  }
}

variable "private_dns_zone_ids" {
  description = "The ids of the network's private DNS zones, by zone."
  type        = map(string)
  nullable    = false
}

variable "resource_group_name" {
  description = "The resource group of the account."
  type        = string
  nullable    = false
}

variable "tags" {
  description = "The tags of the account."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "zone_redundant" {
  description = "Whether the copies of the data are spread over the region's zones."
  type        = bool
  nullable    = false
}
