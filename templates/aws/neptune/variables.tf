variable "apply_immediately" {
  description = "Whether changes that may interrupt are made at once, and not in the maintenance window."
  type        = bool
  nullable    = false
}

variable "backup_days" {
  description = "Days of backups that can be restored to any second."
  type        = number
  nullable    = false

  validation {
    condition     = var.backup_days >= 1 && var.backup_days <= 35
    error_message = "backup_days must be from 1 to 35."
  }
}

variable "deletion_protection" {
  description = "Whether the graph refuses to be destroyed."
  type        = bool
  nullable    = false
}

variable "engine_version" {
  description = "Version of Neptune, whole, such as 1.4.5.1: a shorter one differs from what AWS answers."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^1\\.[2-9]\\.[0-9]+\\.[0-9]+$", var.engine_version))
    error_message = "engine_version must be a whole version such as 1.4.5.1."
  }
}

variable "final_snapshot" {
  description = "Whether destroying the graph leaves a last snapshot."
  type        = bool
  nullable    = false
}

variable "instances" {
  description = "Number of instances: the first writes, the others read and take over."
  type        = number
  nullable    = false

  validation {
    condition     = var.instances >= 1 && var.instances <= 16
    error_message = "instances must be from 1 to 16."
  }
}

variable "log_retention_days" {
  description = "Days that the audit log is kept."
  type        = number
  nullable    = false
}

variable "max_capacity" {
  description = "Greatest capacity of an instance in NCU."
  type        = number
  nullable    = false

  validation {
    condition     = var.max_capacity >= 2.5 && var.max_capacity <= 128 && var.max_capacity * 2 == floor(var.max_capacity * 2)
    error_message = "max_capacity must be from 2.5 to 128, in halves of an NCU."
  }

  validation {
    condition     = var.min_capacity <= var.max_capacity
    error_message = "min_capacity must not be above max_capacity."
  }
}

variable "min_capacity" {
  description = "Least capacity of an instance in NCU. It never pauses: the least is billed always."
  type        = number
  nullable    = false

  validation {
    condition     = var.min_capacity >= 1 && var.min_capacity * 2 == floor(var.min_capacity * 2)
    error_message = "min_capacity must be at least 1, in halves of an NCU."
  }
}

variable "name" {
  description = "Name of the graph."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9]|-[a-z0-9])*$", var.name)) && length(var.name) <= 58
    error_message = "name must be at most 58 lower-case letters, digits and single hyphens, starting with a letter."
  }
}

variable "subnet_ids" {
  description = "Subnets in at least two zones without a route out of the network."
  type        = list(string)
  nullable    = false
}

variable "tags" {
  description = "Tags of everything in here."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "vpc_id" {
  description = "The network."
  type        = string
  nullable    = false
}
