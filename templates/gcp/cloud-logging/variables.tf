variable "name" {
  description = "Name of the log bucket, its sink and its exclusion."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,98}[a-z0-9]$", var.name))
    error_message = "name must be 2 to 100 lower-case letters, digits and hyphens, start with a letter and not end with a hyphen."
  }
}

variable "project_id" {
  description = "Id of the project whose logs are routed."
  type        = string
  nullable    = false
}

variable "region" {
  description = "Region that the logs are kept in."
  type        = string
  nullable    = false
}

variable "retention_days" {
  description = "Days that logs are kept; more than 30 are billed."
  type        = number
  nullable    = false

  validation {
    condition     = var.retention_days >= 1 && var.retention_days <= 3650
    error_message = "retention_days must be from 1 to 3650."
  }
}

variable "sources" {
  description = "What logs here: type of the monitored resource, and the label that holds its name."
  type        = map(object({ label = string, name = string, type = string }))
  default     = {}
  nullable    = false
}
