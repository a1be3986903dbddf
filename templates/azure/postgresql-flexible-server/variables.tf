variable "administrator" {
  description = "The Entra ID principal that administers the server and creates the logins of the components: its name, object id, type and tenant."
  type        = object({ name = string, object_id = string, principal_type = string, tenant_id = string })
  nullable    = false

  validation {
    condition     = contains(["Group", "ServicePrincipal", "User"], var.administrator.principal_type)
    error_message = "The principal type must be Group, ServicePrincipal or User."
  }

  validation {
    condition     = can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", var.administrator.object_id))
    error_message = "The object id must be a lower-case UUID."
  }
}

variable "backup_days" {
  description = "How many days backups are kept."
  type        = number
  nullable    = false

  validation {
    condition     = var.backup_days >= 7 && var.backup_days <= 35
    error_message = "Backups must be kept for 7 to 35 days."
  }
}

variable "database" {
  description = "The name of the database."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z_][a-z0-9_]{0,62}$", var.database))
    error_message = "The database name must have 1 to 63 lower-case letters, digits and underscores, and not begin with a digit."
  }
}

variable "deletion_protection" {
  description = "Whether a lock keeps the server from being deleted."
  type        = bool
  nullable    = false
}

variable "endpoints_subnet_id" {
  description = "The subnet of the private endpoint."
  type        = string
  nullable    = false
}

variable "engine_version" {
  description = "The major version of PostgreSQL."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["14", "15", "16", "17", "18"], var.engine_version)
    error_message = "The version must be 14, 15, 16, 17 or 18; older ones are in paid extended support."
  }
}

variable "geo_redundant_backup" {
  description = "Whether a copy of the backups is kept in the paired region. Changing it recreates the server."
  type        = bool
  nullable    = false
}

variable "high_availability" {
  description = "Whether a standby runs in another zone, at twice the price. Burstable sizes cannot have one."
  type        = bool
  nullable    = false

  validation {
    condition     = !(var.high_availability && startswith(var.sku_name, "B_"))
    error_message = "A burstable size (B_) cannot have a standby."
  }
}

variable "location" {
  description = "The region of the server."
  type        = string
  nullable    = false
}

variable "logs_workspace_id" {
  description = "The Log Analytics workspace that takes the logs of the server."
  type        = string
  nullable    = false
}

variable "name" {
  description = "The name of the server, unique in all of Azure."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{1,61}[a-z0-9])$", var.name))
    error_message = "The name must have 3 to 63 lower-case letters, digits and hyphens, and begin and end with a letter or digit."
  }
}

variable "private_dns_zone_ids" {
  description = "The ids of the network's private DNS zones, by zone."
  type        = map(string)
  nullable    = false
}

variable "resource_group_name" {
  description = "The resource group of the server."
  type        = string
  nullable    = false
}

variable "sku_name" {
  description = "The size of the server: tier, then machine type."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^(B|GP|MO)_Standard_[BDE]C?[0-9]+(ms|s|s_v3|ds_v4|ds_v5|ds_v6|ads_v5|as_v5)$", var.sku_name))
    error_message = "The size must name a tier and a machine type, such as B_Standard_B1ms, GP_Standard_D2ds_v5 or MO_Standard_E4ds_v5."
  }
}

variable "storage_gb" {
  description = "The storage in GiB, rounded up to the next size that Azure sells. It never grows by itself, and a size below the real one recreates the server: where somebody enlarged it by hand, write that size here before the next apply."
  type        = number
  nullable    = false

  validation {
    condition     = var.storage_gb >= 1 && var.storage_gb <= 16384
    error_message = "The storage must lie between 1 and 16384 GiB."
  }
}

variable "tags" {
  description = "The tags of the server."
  type        = map(string)
  default     = {}
  nullable    = false
}
