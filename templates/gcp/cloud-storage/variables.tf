variable "cool_after_days" {
  description = "Age in days at which objects move to the Nearline class; null keeps them in the first one."
  type        = number

  validation {
    condition     = var.cool_after_days == null ? true : var.cool_after_days >= 1
    error_message = "cool_after_days must be at least 1."
  }
}

variable "folders" {
  description = "Folders of the bucket that have permissions of their own, each with its last slash, such as uploads/."
  type        = map(bool)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for folder in keys(var.folders) : can(regex("^[^/].*/$", folder))])
    error_message = "Each of folders must end with a slash and not begin with one."
  }
}

variable "force_destroy" {
  description = "Whether Terraform empties the bucket to delete it; Cloud Storage itself deletes no bucket that holds objects."
  type        = bool
  nullable    = false
}

variable "labels" {
  description = "Labels of the component's resources."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "name" {
  description = "Name of the bucket, unique in all of Google Cloud."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.name)) && !startswith(var.name, "goog") && !strcontains(var.name, "google")
    error_message = "The name must be 3 to 63 lower-case letters, digits and hyphens, begin and end with a letter or digit, not begin with goog and not contain google."
  }
}

variable "noncurrent_days" {
  description = "Days for which an overwritten or deleted version of an object is kept."
  type        = number
  nullable    = false

  validation {
    condition     = var.noncurrent_days >= 1
    error_message = "The noncurrent_days must be at least 1."
  }
}

variable "prefixed_queues" {
  description = "Topics that get a message per upload below a path: what the objects' names begin with, and the topic's id."
  type        = map(object({ prefix = string, topic = string }))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for queue in values(var.prefixed_queues) : length(queue.prefix) > 0])
    error_message = "Each of prefixed_queues must have a prefix; queues takes those without one."
  }
}

variable "project_id" {
  description = "Id of the project that holds the bucket."
  type        = string
  nullable    = false
}

variable "queues" {
  description = "Id of each topic that gets a message per upload to any place, by component."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "region" {
  description = "Region of the bucket."
  type        = string
  nullable    = false
}
