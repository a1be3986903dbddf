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
  description = "Name of the database in the instance."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9_]{0,62}$", var.database))
    error_message = "database must be at most 63 lower-case letters, digits and underscores, starting with a letter."
  }
}

variable "deletion_protection" {
  description = "Whether the instance refuses to be destroyed."
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
  description = "Whether a last snapshot is kept when the instance is destroyed. It is paid for until somebody deletes it."
  type        = bool
  default     = true
  nullable    = false
}

variable "high_availability" {
  description = "Whether a standby waits in another zone."
  type        = bool
  nullable    = false
}

variable "instance_class" {
  description = "Class of the instance, such as db.m7g.large."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^db\\.[a-z0-9-]+\\.[a-z0-9-]+$", var.instance_class))
    error_message = "instance_class must be a class of RDS, such as db.m7g.large."
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

variable "name" {
  description = "Identifier of the instance."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9]|-[a-z0-9])*$", var.name)) && length(var.name) <= 63
    error_message = "name must be at most 63 lower-case letters, digits and single hyphens, starting with a letter."
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

variable "storage_gb" {
  description = "Storage in GiB. It never shrinks, and RDS grows it by a tenth at least."
  type        = number
  nullable    = false

  validation {
    condition     = var.storage_gb >= 20 && var.storage_gb <= 65536 && floor(var.storage_gb) == var.storage_gb
    error_message = "storage_gb must be a whole number from 20 to 65536."
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

variable "vpc_id" {
  description = "Network of the subnets."
  type        = string
  nullable    = false
}
