variable "cdn_readers" {
  description = "CDNs that read objects: ARN of the distribution and the path patterns of its routes, such as /static/*, by component."
  type        = map(object({ arn = string, paths = list(string) }))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for reader in var.cdn_readers : length(reader.paths) > 0 && alltrue([for path in reader.paths : startswith(path, "/")])])
    error_message = "cdn_readers.paths must have at least one path, and each must begin with a slash."
  }
}

variable "cool_after_days" {
  description = "Days until an object moves to Intelligent-Tiering."
  type        = number
  nullable    = false

  validation {
    condition     = var.cool_after_days >= 0
    error_message = "cool_after_days must not be negative."
  }
}

variable "force_destroy" {
  description = "Whether the bucket is emptied when it is destroyed; otherwise one that holds objects refuses."
  type        = bool
  default     = false
  nullable    = false
}

variable "name" {
  description = "Name of the bucket, unique among all of AWS."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.name))
    error_message = "name must be 3 to 63 lower-case letters, digits and hyphens."
  }
}

variable "noncurrent_days" {
  description = "Days that a replaced or deleted version of an object is kept."
  type        = number
  nullable    = false

  validation {
    condition     = var.noncurrent_days >= 1
    error_message = "noncurrent_days must be at least 1."
  }
}

variable "notification_paths" {
  description = "Path patterns such as /uploads/* of the objects that send a message, by component of queues and topics; every object where there is none."
  type        = map(list(string))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for component in keys(var.notification_paths) : contains(concat(keys(var.queues), keys(var.topics)), component)])
    error_message = "notification_paths must be keyed by components of queues and topics."
  }

  validation {
    condition     = alltrue([for path in flatten(values(var.notification_paths)) : startswith(path, "/")])
    error_message = "notification_paths must begin with a slash."
  }
}

variable "queues" {
  description = "ARN of each queue that gets a message per upload, by component."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "tags" {
  description = "Tags of the component, beside the provider's."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "topics" {
  description = "ARN of each topic that gets a message per upload, by component."
  type        = map(string)
  default     = {}
  nullable    = false
}
