variable "max_gb" {
  description = "Gigabytes of data at most."
  type        = number
  nullable    = false

  validation {
    condition     = var.max_gb >= 1 && var.max_gb <= 5000 && floor(var.max_gb) == var.max_gb
    error_message = "max_gb must be a whole number from 1 to 5000."
  }
}

variable "name" {
  description = "Name of the cache."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9]|-[a-z0-9])*$", var.name)) && length(var.name) <= 40
    error_message = "name must be at most 40 lower-case letters, digits and single hyphens, starting with a letter."
  }
}

variable "snapshot_days" {
  description = "Days that a daily snapshot is kept, 0 for none."
  type        = number
  nullable    = false

  validation {
    condition     = var.snapshot_days >= 0 && var.snapshot_days <= 35
    error_message = "snapshot_days must be from 0 to 35."
  }
}

variable "subnet_ids" {
  description = "Subnets in at least two zones."
  type        = list(string)
  nullable    = false
}

variable "tags" {
  description = "Tags of the component, beside the provider's."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "users" {
  description = "What each caller may do, by component: read, write or read-write."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for access in var.users : contains(["read", "write", "read-write"], access)])
    error_message = "users must be read, write or read-write."
  }
}

variable "vpc_id" {
  description = "Network of the subnets."
  type        = string
  nullable    = false
}
