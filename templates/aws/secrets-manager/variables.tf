variable "force_destroy" {
  description = "Whether a deleted secret is gone at once and its name free again, without the days of recovery_days."
  type        = bool
  default     = false
  nullable    = false
}

variable "name" {
  description = "Name of the secrets' group, the first part of their names."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9/_+=.@-]{1,400}$", var.name))
    error_message = "name must be at most 400 letters, digits and /_+=.@- characters."
  }
}

variable "recovery_days" {
  description = "Days in which a deleted secret can be restored; its name stays taken as long."
  type        = number
  nullable    = false

  validation {
    condition     = var.recovery_days >= 7 && var.recovery_days <= 30
    error_message = "recovery_days must be from 7 to 30."
  }
}

variable "secrets" {
  description = "Names of the secrets."
  type        = list(string)
  nullable    = false

  validation {
    condition     = alltrue([for secret in var.secrets : can(regex("^[a-z][a-z0-9-]*[a-z0-9]$", secret))])
    error_message = "secrets must be names of lower-case letters, digits and hyphens."
  }
}

variable "tags" {
  description = "Tags of the component, beside the provider's."
  type        = map(string)
  default     = {}
  nullable    = false
}
