variable "apply_immediately" {
  description = "Whether changes that may interrupt the database take effect at once, and not in its next maintenance window."
  type        = bool
  default     = false
  nullable    = false
}

variable "backup_days" {
  description = "Days that one can go back to."
  type        = number
  nullable    = false

  validation {
    condition     = var.backup_days >= 1 && var.backup_days <= 35
    error_message = "backup_days must be from 1 to 35."
  }
}

variable "cluster_arn" {
  description = "ECS cluster that runs the setup job."
  type        = string
  nullable    = false
}

variable "database" {
  description = "Name of the database in the cluster."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9_]{0,62}$", var.database))
    error_message = "database must be at most 63 lower-case letters, digits and underscores, starting with a letter."
  }
}

variable "deletion_protection" {
  description = "Whether the cluster refuses to be destroyed."
  type        = bool
  default     = true
  nullable    = false
}

variable "engine_version" {
  description = "Major version of PostgreSQL; RDS picks and renews the minor one."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["16", "17"], var.engine_version)
    error_message = "engine_version must be 16 or 17."
  }
}

variable "final_snapshot" {
  description = "Whether a last snapshot is kept when the cluster is destroyed. It is paid for until somebody deletes it."
  type        = bool
  default     = true
  nullable    = false
}

variable "instances" {
  description = "Number of instances: one writes, the others read and stand by in other zones."
  type        = number
  nullable    = false

  validation {
    condition     = var.instances >= 1 && var.instances <= 16
    error_message = "instances must be from 1 to 16."
  }
}

variable "log_retention_days" {
  description = "Days that logs are kept, a period that CloudWatch Logs offers, such as 30 or 365."
  type        = number
  nullable    = false
}

variable "logins" {
  description = "Logins of the database by caller, and the actions of their flows: read, write, read-write, migrate."
  type = map(object({
    name    = string
    actions = list(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for login in var.logins : length(setsubtract(login.actions, ["migrate", "read", "read-write", "write"])) == 0])
    error_message = "The actions of a login must be migrate, read, read-write or write."
  }
}

variable "max_capacity" {
  description = "Aurora capacity units of each instance at most."
  type        = number
  nullable    = false

  validation {
    condition     = var.max_capacity >= 1 && var.max_capacity >= var.min_capacity && var.max_capacity <= 256
    error_message = "max_capacity must be from 1 to 256, and at least min_capacity."
  }

  validation {
    condition     = floor(2 * var.max_capacity) == 2 * var.max_capacity
    error_message = "max_capacity must be in steps of a half."
  }
}

variable "min_capacity" {
  description = "Aurora capacity units that each instance keeps; 0 pauses it after an idle hour."
  type        = number
  nullable    = false

  validation {
    condition     = var.min_capacity >= 0 && var.min_capacity <= 256
    error_message = "min_capacity must be from 0 to 256."
  }
}

variable "name" {
  description = "Identifier of the cluster."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9]|-[a-z0-9])*$", var.name)) && length(var.name) <= 60
    error_message = "name must be at most 60 lower-case letters, digits and single hyphens, starting with a letter."
  }
}

variable "region" {
  description = "Region of the logs of the setup job."
  type        = string
  nullable    = false
}

variable "setup_role_arn" {
  description = "Execution role of the setup job: it reads the secret of the administrator and ships logs."
  type        = string
  nullable    = false
}

variable "setup_subnet_ids" {
  description = "Subnets of the setup job, with a way to the internet for its image."
  type        = list(string)
  nullable    = false
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

variable "vpc_id" {
  description = "Network of the subnets."
  type        = string
  nullable    = false
}
