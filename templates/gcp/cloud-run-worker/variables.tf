variable "command" {
  description = "Command that replaces the image's own; empty keeps it."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "concurrency" {
  description = "Messages that one instance handles at a time."
  type        = number
  nullable    = false

  validation {
    condition     = var.concurrency >= 1 && var.concurrency <= 1000
    error_message = "concurrency must be from 1 to 1000."
  }
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
  description = "Whether Terraform refuses to delete the worker."
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

variable "max_replicas" {
  description = "Instances at most."
  type        = number
  nullable    = false

  validation {
    condition     = var.max_replicas >= 1 && var.max_replicas >= var.min_replicas
    error_message = "max_replicas must be at least 1 and at least min_replicas."
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

variable "min_replicas" {
  description = "Instances that always run."
  type        = number
  nullable    = false
}

variable "name" {
  description = "Name of the worker."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,47}[a-z0-9]$", var.name))
    error_message = "name must be 2 to 49 lower-case letters, digits and hyphens, start with a letter and not end with a hyphen."
  }
}

variable "project_id" {
  description = "Id of the project that holds the worker."
  type        = string
  nullable    = false
}

variable "region" {
  description = "Region of the worker."
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
  description = "Seconds in which a message must be handled."
  type        = number
  nullable    = false

  validation {
    condition     = var.timeout_seconds >= 1 && var.timeout_seconds <= 600
    error_message = "timeout_seconds must be from 1 to 600: Pub/Sub waits no longer."
  }
}
