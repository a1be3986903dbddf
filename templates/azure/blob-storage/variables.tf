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
  description = "Whether a lock keeps the account from being deleted."
  type        = bool
  nullable    = false
}

variable "edges" {
  description = "The CDNs that read the store, by component. Without one nothing but private endpoints reaches it."
  type        = map(bool)
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

variable "private" {
  description = "Whether the account is closed to the internet even if a CDN reads it: the CDN then comes through Private Link."
  type        = bool
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
  description = "The queues that get a message for every new blob below one of their paths: the queue, or the topic in front of it, and the identity that delivers."
  type        = map(object({ id = string, identity_id = string, paths = optional(list(string), ["/*"]), topic = bool }))
  default     = {}
  nullable    = false

  validation {
    condition     = length(distinct([for queue in values(var.queues) : queue.identity_id])) <= 1
    error_message = "One identity delivers to all queues."
  }

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
