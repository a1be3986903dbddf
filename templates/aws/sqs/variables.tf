variable "bucket_senders" {
  description = "Buckets that send a message per upload: ARN and account, by component."
  type        = map(object({ account_id = string, arn = string }))
  default     = {}
  nullable    = false
}

variable "copies" {
  description = "Consumers that get a copy of every message in a queue of their own, by component."
  type        = map(bool)
  default     = {}
  nullable    = false
}

variable "dead_letters" {
  description = "ARN of the dead-letter queue, by component; none keeps delivering a message until it expires."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length(var.dead_letters) <= 1
    error_message = "dead_letters must name one queue at most."
  }
}

variable "max_receives" {
  description = "Deliveries without success after which a message is a dead letter."
  type        = number
  nullable    = false

  validation {
    condition     = var.max_receives >= 1 && var.max_receives <= 1000
    error_message = "max_receives must be from 1 to 1000."
  }
}

variable "name" {
  description = "Name of the queue."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,80}$", var.name))
    error_message = "name must be at most 80 letters, digits, hyphens and underscores."
  }
}

variable "retention_seconds" {
  description = "Seconds that a message waits before it is lost."
  type        = number
  nullable    = false

  validation {
    condition     = var.retention_seconds >= 60 && var.retention_seconds <= 1209600
    error_message = "retention_seconds must be from 60 to 1209600."
  }
}

variable "shared" {
  description = "Consumers that share the messages of the queue itself, by component."
  type        = map(bool)
  default     = {}
  nullable    = false
}

variable "tags" {
  description = "Tags of the component, beside the provider's."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "visibility_timeout_seconds" {
  description = "Seconds that a received message stays hidden: six times the consumer's timeout."
  type        = number
  nullable    = false

  validation {
    condition     = var.visibility_timeout_seconds >= 0 && var.visibility_timeout_seconds <= 43200
    error_message = "visibility_timeout_seconds must be from 0 to 43200."
  }
}
