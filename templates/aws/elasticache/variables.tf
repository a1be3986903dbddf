variable "apply_immediately" {
  description = "Whether changes that may interrupt the cache take effect at once, and not in its next maintenance window."
  type        = bool
  default     = false
  nullable    = false
}

variable "engine_version" {
  description = "Version of Valkey, such as 8.0. A higher one upgrades the cache where it is; a lower one replaces it, and the data is lost."
  type        = string
  default     = "8.0"
  nullable    = false

  validation {
    condition     = can(regex("^([8-9]|[1-9][0-9])\\.[0-9]+$", var.engine_version))
    error_message = "engine_version must be a major and a minor version of Valkey from 8.0 on, such as 8.0."
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

variable "node_type" {
  description = "Size of a node, such as cache.t4g.micro."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^cache\\.[a-z0-9]+\\.[a-z0-9]+$", var.node_type))
    error_message = "node_type must be an ElastiCache node type such as cache.t4g.micro."
  }
}

variable "nodes" {
  description = "Number of nodes: one writes, the others are replicas in other zones."
  type        = number
  nullable    = false

  validation {
    condition     = var.nodes >= 1 && var.nodes <= 6
    error_message = "nodes must be from 1 to 6."
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
