variable "endpoints_subnet_id" {
  description = "The subnet of the private endpoint."
  type        = string
  nullable    = false
}

variable "images" {
  description = "Whether images are judged."
  type        = bool
  nullable    = false
}

variable "location" {
  description = "The region of the stack and of the private endpoint."
  type        = string
  nullable    = false
}

variable "logs_workspace_id" {
  description = "The Log Analytics workspace that takes the logs of the account."
  type        = string
  nullable    = false
}

variable "name" {
  description = "The name of the account and its host, unique in all of Azure and kept by a deleted account until it is purged."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{0,62}[a-z0-9]$", var.name))
    error_message = "The name must have 2 to 64 lower-case letters, digits and hyphens, and begin and end with a letter or digit."
  }
}

variable "private_dns_zone_ids" {
  description = "The ids of the network's private DNS zones, by zone."
  type        = map(string)
  nullable    = false
}

variable "region" {
  description = "The region of the account, where the stack's own doesn't have the service; null for the stack's own."
  type        = string
  default     = null
}

variable "resource_group_name" {
  description = "The resource group of the account."
  type        = string
  nullable    = false
}

variable "sku" {
  description = "The tier: F0 is free and bounded, one of it in a subscription; S0 is metered."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["F0", "S0"], var.sku)
    error_message = "The SKU must be F0 or S0."
  }
}

variable "tags" {
  description = "The tags of the account."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "text" {
  description = "Whether texts are judged."
  type        = bool
  nullable    = false

  validation {
    condition     = var.text || var.images
    error_message = "One of images and text must be true at least."
  }
}
