variable "labels" {
  description = "Labels of the component's resources."
  type        = map(string)
  default     = {}
  nullable    = false
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
