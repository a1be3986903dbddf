variable "location" {
  description = "The region of the namespace."
  type        = string
  nullable    = false
}

variable "logs_workspace_id" {
  description = "The Log Analytics workspace that takes the logs of the namespace."
  type        = string
  nullable    = false
}

variable "name" {
  description = "The name of the namespace, unique in all of Azure."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z][a-zA-Z0-9-]{4,48}[a-zA-Z0-9]$", var.name)) && !can(regex("-(sb|mgmt)$", var.name))
    error_message = "The name must have 6 to 50 letters, digits and hyphens, begin with a letter, end with a letter or digit, and not end in -sb or -mgmt."
  }
}

variable "platforms" {
  description = "The platforms of the phones: apns, fcm or both."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.platforms) > 0 && alltrue([for platform in var.platforms : contains(["apns", "fcm"], platform)])
    error_message = "The platforms must be apns, fcm or both."
  }
}

variable "resource_group_name" {
  description = "The resource group of the namespace."
  type        = string
  nullable    = false
}

variable "sku" {
  description = "The tier: Free reaches 500 devices with 1 million messages a month, Basic 200,000 and Standard 10 million devices with 10 million messages."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["Free", "Basic", "Standard"], var.sku)
    error_message = "The SKU must be Free, Basic or Standard."
  }
}

variable "tags" {
  description = "The tags of the namespace."
  type        = map(string)
  default     = {}
  nullable    = false
}
