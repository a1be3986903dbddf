variable "deletion_protection" {
  description = "Whether Terraform refuses to delete a secret."
  type        = bool
  nullable    = false
}

variable "labels" {
  description = "Labels of the component's resources."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "name" {
  description = "Prefix of each secret's name."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,127}$", var.name))
    error_message = "The name must be 1 to 127 letters, digits, hyphens and underscores."
  }
}

variable "project_id" {
  description = "Id of the project that holds the secrets."
  type        = string
  nullable    = false
}

variable "recovery_days" {
  description = "Days that a destroyed version can be restored."
  type        = number
  nullable    = false

  validation {
    condition     = var.recovery_days >= 1
    error_message = "recovery_days must be at least 1."
  }
}

variable "secrets" {
  description = "Names of the secrets."
  type        = list(string)
  nullable    = false

  validation {
    condition     = alltrue([for secret in var.secrets : can(regex("^[A-Za-z0-9_-]{1,127}$", secret))])
    error_message = "secrets must be 1 to 127 letters, digits, hyphens and underscores."
  }
}
