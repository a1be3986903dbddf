variable "backup_days" {
  description = "Daily backups to keep."
  type        = number
  nullable    = false

  validation {
    condition     = var.backup_days >= 7 && var.backup_days <= 365
    error_message = "backup_days must be from 7 to 365, since point-in-time recovery reaches back 7 days."
  }
}

variable "database" {
  description = "Name of the database inside the instance."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z_][a-z0-9_]{0,62}$", var.database))
    error_message = "The database must be 1 to 63 lower-case letters, digits and underscores and not start with a digit."
  }
}

variable "deletion_protection" {
  description = "Whether Terraform refuses to delete the instance."
  type        = bool
  nullable    = false
}

variable "engine_version" {
  description = "Major version of PostgreSQL."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^1[6-8]$", var.engine_version))
    error_message = "engine_version must be 16 to 18."
  }
}

variable "final_backup_days" {
  description = "Days that the last backup is kept after the instance was deleted; 0 takes none, and deletes the daily ones, too."
  type        = number
  nullable    = false

  validation {
    condition     = var.final_backup_days >= 0 && var.final_backup_days <= 365 && var.final_backup_days == floor(var.final_backup_days)
    error_message = "final_backup_days must be a whole number from 0 to 365."
  }
}

variable "flags" {
  description = "Database flags beside those of this module, or instead of them, by name, such as max_connections."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length(setintersection(keys(var.flags), ["cloudsql.iam_authentication"])) == 0
    error_message = "flags must not have cloudsql.iam_authentication: IAM is the only way in."
  }
}

variable "high_availability" {
  description = "Whether a standby in a second zone takes over when the first fails (doubles the price)."
  type        = bool
  nullable    = false
}

variable "labels" {
  description = "Labels of the component's resources."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "log_bucket" {
  description = "Log bucket that setup.sh reads what the setup job says from."
  type        = string
  nullable    = false
}

variable "log_location" {
  description = "Location of that bucket."
  type        = string
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
  description = "Name of the instance."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,61}[a-z0-9]$", var.name))
    error_message = "name must be 2 to 63 lower-case letters, digits and hyphens, start with a letter and not end with a hyphen."
  }
}

variable "network_id" {
  description = "Id of the network with private services access."
  type        = string
  nullable    = false
}

variable "project_id" {
  description = "Id of the project that holds the instance."
  type        = string
  nullable    = false
}

variable "region" {
  description = "Region of the instance."
  type        = string
  nullable    = false
}

variable "setup_identity" {
  description = "Service account of the setup job: its address, and what PostgreSQL calls it."
  type        = object({ database_user = string, email = string })
  nullable    = false
}

variable "setup_subnetwork_id" {
  description = "Subnet of the setup job."
  type        = string
  nullable    = false
}

variable "storage_gb" {
  description = "Least size of the disk in GB; it grows on demand and never shrinks."
  type        = number
  nullable    = false

  validation {
    condition     = var.storage_gb >= 10 && var.storage_gb <= 65536
    error_message = "storage_gb must be from 10 to 65536."
  }
}

variable "tier" {
  description = "Machine type: db-f1-micro, db-g1-small or db-custom-VCPUS-MEMORY_MB."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^db-(f1-micro|g1-small|custom-([1-9]|[1-9][02468])-[0-9]+)$", var.tier))
    error_message = "The tier must be db-f1-micro, db-g1-small or db-custom-VCPUS-MEMORY_MB, such as db-custom-2-7680."
  }
}
