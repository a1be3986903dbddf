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

variable "sources" {
  description = "ARNs of the queues whose dead letters are taken, by component."
  type        = map(list(string))
  default     = {}
  nullable    = false

  validation {
    condition     = length(flatten(values(var.sources))) <= 10
    error_message = "sources must be 10 queues at most, copies for consumers among them: SQS takes no more."
  }
}

variable "tags" {
  description = "Tags of the component, beside the provider's."
  type        = map(string)
  default     = {}
  nullable    = false
}
