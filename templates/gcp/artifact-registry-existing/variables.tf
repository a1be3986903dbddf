variable "location" {
  description = "Region or multi-region of the repository."
  type        = string
  nullable    = false
}

variable "project_id" {
  description = "Project of the repository."
  type        = string
  nullable    = false
}

variable "repositories" {
  description = "Components that pull from the repository."
  type        = map(bool)
  default     = {}
  nullable    = false
}

variable "repository" {
  description = "Name of the repository."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,61}[a-z0-9]$", var.repository))
    error_message = "repository must be 2 to 63 lower-case letters, digits and hyphens, start with a letter and not end with a hyphen."
  }
}
