variable "blocked_ranges" {
  description = "Address ranges that are always refused, in CIDR notation."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for range in var.blocked_ranges : can(cidrhost(range, 0))]) && length(var.blocked_ranges) <= 600
    error_message = "There may be 600 ranges at most, each in CIDR notation, such as 203.0.113.0/24."
  }
}

variable "logs_workspace_id" {
  description = "The Log Analytics workspace that takes the logs of the policy."
  type        = string
  nullable    = false
}

variable "mode" {
  description = "Whether matching requests are blocked (Prevention) or only logged (Detection)."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["Detection", "Prevention"], var.mode)
    error_message = "The mode must be Detection or Prevention."
  }
}

variable "name" {
  description = "The name of the policy."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z][a-zA-Z0-9]{0,127}$", var.name))
    error_message = "The name must have 1 to 128 letters and digits, and begin with a letter."
  }
}

variable "requests_per_minute" {
  description = "How many requests an address may send in a minute before it is blocked."
  type        = number
  nullable    = false

  validation {
    condition     = var.requests_per_minute >= 10
    error_message = "The limit must be at least 10 requests per minute."
  }
}

variable "resource_group_name" {
  description = "The resource group of the policy."
  type        = string
  nullable    = false
}

variable "sku_name" {
  description = "The tier, which must be that of the Front Door profile it protects."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["Standard_AzureFrontDoor", "Premium_AzureFrontDoor"], var.sku_name)
    error_message = "The SKU must be Standard_AzureFrontDoor or Premium_AzureFrontDoor."
  }
}

variable "tags" {
  description = "The tags of the policy."
  type        = map(string)
  default     = {}
  nullable    = false
}
