variable "project_id" {
  description = "Project that owns this."
  type        = string
  nullable    = false
}

variable "retention_days" {
  description = "Days that the logs of the project are kept; more than 30 are billed."
  type        = number
  nullable    = false

  validation {
    condition     = var.retention_days >= 1 && var.retention_days <= 3650
    error_message = "retention_days must be from 1 to 3650."
  }
}
