variable "command" {
  description = "Command that replaces the image's own; empty keeps it."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "cpu" {
  description = "Processors of an instance: 1, 2, 4, 6 or 8."
  type        = number
  nullable    = false

  validation {
    condition     = contains([1, 2, 4, 6, 8], var.cpu)
    error_message = "cpu must be 1, 2, 4, 6 or 8."
  }
}

variable "deletion_protection" {
  description = "Whether Terraform refuses to delete the job."
  type        = bool
  nullable    = false
}

variable "egress" {
  description = "Which traffic enters the network: ALL_TRAFFIC or PRIVATE_RANGES_ONLY."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["ALL_TRAFFIC", "PRIVATE_RANGES_ONLY"], var.egress)
    error_message = "egress must be ALL_TRAFFIC or PRIVATE_RANGES_ONLY."
  }
}

variable "environment" {
  description = "Environment variables of the container; no secrets."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "image" {
  description = "Image with its tag or digest; null runs a public placeholder."
  type        = string
}

variable "labels" {
  description = "Labels of the component's resources."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "max_retries" {
  description = "How often a failed run is tried again."
  type        = number
  nullable    = false

  validation {
    condition     = var.max_retries >= 0 && var.max_retries <= 10
    error_message = "max_retries must be from 0 to 10."
  }
}

variable "memory_mb" {
  description = "Memory of an instance in MiB."
  type        = number
  nullable    = false

  validation {
    condition     = var.memory_mb >= 512 && var.memory_mb <= 32768
    error_message = "memory_mb must be from 512 to 32768."
  }

  validation {
    condition     = var.memory_mb >= { 1 = 512, 2 = 512, 4 = 2048, 6 = 4096, 8 = 4096 }[var.cpu]
    error_message = "memory_mb must be at least 2048 with 4 processors, and 4096 with 6 or 8."
  }

  validation {
    condition     = var.memory_mb <= var.cpu * 4096
    error_message = "memory_mb must be at most 4096 for each processor."
  }
}

variable "name" {
  description = "Name of the job."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,47}[a-z0-9]$", var.name))
    error_message = "name must be 2 to 49 lower-case letters, digits and hyphens, start with a letter and not end with a hyphen."
  }
}

variable "project_id" {
  description = "Id of the project that holds the job."
  type        = string
  nullable    = false
}

variable "region" {
  description = "Region of the job."
  type        = string
  nullable    = false
}

variable "schedule" {
  description = "When it runs, in UTC, as in cron."
  type        = string
  nullable    = false

  validation {
    condition     = length(split(" ", var.schedule)) == 5
    error_message = "schedule must have five fields."
  }
}

variable "scheduler_email" {
  description = "Identity with which the scheduler starts a run."
  type        = string
  nullable    = false
}

variable "service_account_email" {
  description = "Identity of the code."
  type        = string
  nullable    = false
}

variable "subnetwork_id" {
  description = "Subnet that the instances take their addresses from."
  type        = string
  nullable    = false
}

variable "timeout_seconds" {
  description = "Seconds after which a run is ended."
  type        = number
  nullable    = false

  validation {
    condition     = var.timeout_seconds >= 1 && var.timeout_seconds <= 604800
    error_message = "timeout_seconds must be from 1 to 604800."
  }
}
