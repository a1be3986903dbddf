variable "identities" {
  description = "Components, and parts of them, that have an account."
  type        = map(bool)
  default     = {}
  nullable    = false
}

variable "names" {
  description = "Id of each account, by component."
  type        = map(string)
  nullable    = false

  validation {
    condition     = alltrue([for name in var.names : can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", name))])
    error_message = "names must be 6 to 30 lower-case letters, digits and hyphens, start with a letter and not end with a hyphen."
  }
}

variable "prefix" {
  description = "First part of the display names."
  type        = string
  nullable    = false
}

variable "project_id" {
  description = "Id of the project that holds the accounts."
  type        = string
  nullable    = false
}
