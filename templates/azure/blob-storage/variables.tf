variable "container" {
  description = "The name of the container."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9](-?[a-z0-9])+$", var.container)) && length(var.container) >= 3 && length(var.container) <= 63
    error_message = "The container's name must have 3 to 63 lower-case letters, digits and single hyphens, and begin and end with a letter or digit."
  }
}

variable "cool_after_days" {
  description = "The days after which a blob moves to the cool tier."
  type        = number
  nullable    = false

  validation {
    condition     = var.cool_after_days >= 0
    error_message = "The days must be 0 or more."
  }
}

variable "deletion_protection" {
  description = "Whether a lock keeps the account from being deleted outside of Terraform."
  type        = bool
  nullable    = false
}

variable "edges" {
  description = "The CDNs that read the store, by component, each with its tier: a Premium one comes through Private Link, any other over the internet. Without one nothing but private endpoints and operators reaches the store."
  type        = map(object({ sku_name = string }))
  default     = {}
  nullable    = false
}

variable "endpoints_subnet_id" {
  description = "The subnet of the private endpoint."
  type        = string
  nullable    = false
}

variable "location" {
  description = "The region of the store."
  type        = string
  nullable    = false
}

variable "logs_workspace_id" {
  description = "The Log Analytics workspace that takes the logs of the store."
  type        = string
  nullable    = false
}

variable "name" {
  description = "The name of the storage account, unique in all of Azure."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]{3,24}$", var.name))
    error_message = "The name must have 3 to 24 lower-case letters and digits."
  }
}

variable "noncurrent_days" {
  description = "How many days replaced and deleted blobs can be restored."
  type        = number
  nullable    = false

  validation {
    condition     = var.noncurrent_days >= 1 && var.noncurrent_days <= 365
    error_message = "Deleted blobs must be kept for 1 to 365 days."
  }
}

variable "operator_ip_ranges" {
  description = "The addresses from which operators upload files, in CIDR notation: an IPv4 range of the internet up to /30, or one address as /32."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for range in var.operator_ip_ranges : can(cidrnetmask(range)) && !endswith(range, "/31")])
    error_message = "Every range must be an IPv4 range in CIDR notation, such as 203.0.113.7/32; a storage account takes no /31."
  }
}

variable "operators" {
  description = "The people and groups who may upload files, by a name."
  type        = map(object({ object_id = string, principal_type = string }))
  default     = {}
  nullable    = false
}

variable "private_dns_zone_ids" {
  description = "The ids of the network's private DNS zones, by zone."
  type        = map(string)
  nullable    = false
}

variable "public" {
  description = "Whether blobs are read without a login, once a CDN is in front of the store."
  type        = bool
  nullable    = false
}

variable "queues" {
  description = "The queues that get a message for every new blob below one of their paths: the queue, or the topic in front of it."
  type        = map(object({ id = string, paths = optional(list(string), ["/*"]), topic = bool }))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for queue in values(var.queues) : length(queue.paths) >= 1 && length(queue.paths) <= 25])
    error_message = "A queue must have 1 to 25 paths; Event Grid compares a subject with 25 texts at most."
  }
}

variable "readers" {
  description = "The prefixes of the names that callers may read, by component; those that may read every name are not listed."
  type        = map(list(string))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for prefix in flatten(values(var.readers)) : can(regex("^[A-Za-z0-9._~/-]+$", prefix))])
    error_message = "A prefix must have letters, digits, periods, hyphens, underscores, tildes and slashes, and at least one."
  }
}

variable "replication_type" {
  description = "How many copies are kept, and where."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["LRS", "ZRS", "GRS", "RAGRS", "GZRS", "RAGZRS"], var.replication_type)
    error_message = "The replication must be LRS, ZRS, GRS, RAGRS, GZRS or RAGZRS."
  }
}

variable "resource_group_name" {
  description = "The resource group of the store."
  type        = string
  nullable    = false
}

variable "tags" {
  description = "The tags of the store."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "waits_for" {
  description = "The ids of the role assignments of the store's callers and of its events, by component. Events wait for them, and the lock is removed before they are."
  type        = map(list(string))
  default     = {}
  nullable    = false
}

variable "writers" {
  description = "The prefixes of the names that callers may write, by component; those that may write every name are not listed."
  type        = map(list(string))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for prefix in flatten(values(var.writers)) : can(regex("^[A-Za-z0-9._~/-]+$", prefix))])
    error_message = "A prefix must have letters, digits, periods, hyphens, underscores, tildes and slashes, and at least one."
  }
}
