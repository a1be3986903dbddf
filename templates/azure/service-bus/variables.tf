variable "copies" {
  description = "The consumers that get a copy of every message, each in a queue of its own, by component: the name of the subscription that fills it."
  type        = map(object({ subscription = string }))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for copy in values(var.copies) : can(regex("^[a-z0-9][a-z0-9-]{0,49}$", copy.subscription)) && copy.subscription != "shared"])
    error_message = "A subscription's name must have 1 to 50 lower-case letters, digits and hyphens, begin with a letter or digit, and not be 'shared'."
  }
}

variable "dead_letters" {
  description = "What the queue's dead letters stand for in the architecture. While there is an entry, expired messages are kept there as well."
  type        = map(bool)
  default     = {}
  nullable    = false
}

variable "lock_seconds" {
  description = "How long a consumer holds a message before another one gets it; it may renew its lock."
  type        = number
  nullable    = false

  validation {
    condition     = var.lock_seconds >= 5 && var.lock_seconds <= 300
    error_message = "The lock must last 5 to 300 seconds; five minutes is the service's limit."
  }
}

variable "max_receives" {
  description = "How often a message is delivered before it is dead-lettered."
  type        = number
  nullable    = false

  validation {
    condition     = var.max_receives >= 1 && var.max_receives <= 2000
    error_message = "A message must be delivered 1 to 2000 times."
  }
}

variable "name" {
  description = "The name of the queue."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9]([a-zA-Z0-9._-]{0,178}[a-zA-Z0-9])?$", var.name))
    error_message = "The name must have 1 to 180 letters, digits, periods, hyphens and underscores, and begin and end with a letter or digit; the names of copies add a consumer's."
  }
}

variable "namespace_id" {
  description = "The namespace that the queue is made in."
  type        = string
  nullable    = false
}

variable "retention_days" {
  description = "How many days a message waits before it is lost, or dead-lettered if there is a dead-letter queue."
  type        = number
  nullable    = false

  validation {
    condition     = var.retention_days >= 1 && var.retention_days <= 14 && floor(var.retention_days) == var.retention_days
    error_message = "A message must wait 1 to 14 whole days."
  }
}

variable "shared" {
  description = "The consumers that share the queue: each message is for one of them."
  type        = map(bool)
  default     = {}
  nullable    = false
}
