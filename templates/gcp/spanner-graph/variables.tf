variable "backup_days" {
  description = "Days for which a daily backup is kept."
  type        = number
  nullable    = false

  validation {
    condition     = var.backup_days >= 1 && var.backup_days <= 366 && floor(var.backup_days) == var.backup_days
    error_message = "backup_days must be a whole number between 1 and 366."
  }
}

variable "deletion_protection" {
  description = "Whether Terraform and the API refuse to delete the database, and Terraform an instance that has backups."
  type        = bool
  nullable    = false
}

variable "edition" {
  description = "STANDARD (tables only), ENTERPRISE or ENTERPRISE_PLUS."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["STANDARD", "ENTERPRISE", "ENTERPRISE_PLUS"], var.edition)
    error_message = "edition must be STANDARD, ENTERPRISE or ENTERPRISE_PLUS."
  }
}

variable "labels" {
  description = "Labels of the instance."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "name" {
  description = "Name of the instance."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.name))
    error_message = "name must be 6 to 30 lower-case letters, digits and hyphens, start with a letter and not end with a hyphen."
  }
}

variable "processing_units" {
  description = "Size of the instance: 100 to 900 in hundreds, from 1000 in thousands (1000 are one node)."
  type        = number
  nullable    = false

  validation {
    condition     = var.processing_units >= 100 && (var.processing_units < 1000 ? var.processing_units % 100 == 0 : var.processing_units % 1000 == 0)
    error_message = "processing_units must be a multiple of 100 below 1000 and a multiple of 1000 from there on."
  }
}

variable "project_id" {
  description = "Project that owns the instance."
  type        = string
  nullable    = false
}

variable "region" {
  description = "Region of the instance."
  type        = string
  nullable    = false
}
