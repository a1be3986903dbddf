variable "endpoints_subnet_id" {
  description = "The subnet of the private endpoint."
  type        = string
  nullable    = false
}

variable "location" {
  description = "The region of the vault."
  type        = string
  nullable    = false
}

variable "logs_workspace_id" {
  description = "The Log Analytics workspace that takes the logs of the vault."
  type        = string
  nullable    = false
}

variable "name" {
  description = "The name of the vault, unique in all of Azure and kept by deleted vaults until they are purged."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z](-?[A-Za-z0-9])+$", var.name)) && length(var.name) >= 3 && length(var.name) <= 24
    error_message = "The name must have 3 to 24 letters, digits and single hyphens, begin with a letter and end with a letter or digit."
  }
}

variable "operator_ip_ranges" {
  description = "The addresses from which operators set secrets. While the list is empty the vault is closed to the internet."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for range in var.operator_ip_ranges : can(cidrhost(range, 0))])
    error_message = "Every range must be in CIDR notation, such as 203.0.113.7/32."
  }
}

variable "operators" {
  description = "The people and groups who may set secrets, by a name."
  type        = map(object({ object_id = string, principal_type = string }))
  default     = {}
  nullable    = false
}

variable "private_dns_zone_ids" {
  description = "The ids of the network's private DNS zones, by zone."
  type        = map(string)
  nullable    = false
}

variable "purge_protection" {
  description = "Whether a deleted vault stays recoverable until its retention ends. It cannot be switched off again."
  type        = bool
  nullable    = false
}

variable "recovery_days" {
  description = "How many days deleted secrets and vaults are kept. It cannot be changed later."
  type        = number
  nullable    = false

  validation {
    condition     = var.recovery_days >= 7 && var.recovery_days <= 90
    error_message = "Deleted secrets must be kept for 7 to 90 days."
  }
}

variable "resource_group_name" {
  description = "The resource group of the vault."
  type        = string
  nullable    = false
}

variable "secret_names" {
  description = "The names of the secrets that operators set; no value passes through Terraform."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for name in var.secret_names : can(regex("^[a-zA-Z0-9-]{1,127}$", name))])
    error_message = "The name of a secret must have 1 to 127 letters, digits and hyphens."
  }
}

variable "tags" {
  description = "The tags of the vault."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "tenant_id" {
  description = "The Entra ID tenant whose logins the vault accepts."
  type        = string
  nullable    = false
}
