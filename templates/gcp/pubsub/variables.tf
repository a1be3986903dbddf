variable "ack_deadline_seconds" {
  description = "Time a consumer has for a message before it is delivered again."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = var.ack_deadline_seconds >= 10 && var.ack_deadline_seconds <= 600
    error_message = "The ack_deadline_seconds must be between 10 and 600."
  }
}

variable "consumers" {
  description = "Workers, by component. Messages are pushed to an address, with the identity that the push carries, as soon as it has an image; a worker without an address pulls them."
  type        = map(object({ image = optional(string), service_account_email = optional(string), url = optional(string) }))
  default     = {}
  nullable    = false
}

variable "dead_letters" {
  description = "Id of the dead-letter topic, by component; none tries until the retention ends."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length(var.dead_letters) <= 1
    error_message = "dead_letters must name one topic at most."
  }
}

variable "labels" {
  description = "Labels of the component's resources."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "max_receives" {
  description = "Deliveries without success after which a message is a dead letter."
  type        = number
  nullable    = false

  validation {
    condition     = var.max_receives >= 5 && var.max_receives <= 100
    error_message = "max_receives must be from 5 to 100."
  }
}

variable "name" {
  description = "Name of the topic, and prefix of its subscriptions."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z][A-Za-z0-9._~+%-]{2,189}$", var.name)) && !startswith(var.name, "goog")
    error_message = "name must be 3 to 190 letters, digits and . _ ~ + % -, start with a letter and not with goog."
  }
}

variable "project_id" {
  description = "Id of the project that holds the topic."
  type        = string
  nullable    = false
}

variable "region" {
  description = "Region in which messages are stored."
  type        = string
  nullable    = false
}

variable "retention_seconds" {
  description = "Seconds that a message is kept until it is acknowledged."
  type        = number
  nullable    = false

  validation {
    condition     = var.retention_seconds >= 600 && var.retention_seconds <= 2678400
    error_message = "retention_seconds must be from 600 to 2678400."
  }
}
