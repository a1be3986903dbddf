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
  description = "Whether Terraform refuses to delete the worker pool."
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
  description = "Image with its tag or digest; null runs nothing yet."
  type        = string

  validation {
    condition     = var.image == null || can(regex("^[^[:space:]@]+(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}|@sha256:[0-9a-f]{64})$", var.image))
    error_message = "image must end in a tag or in a digest, such as app:1.4.2 or app@sha256:..."
  }

  validation {
    condition     = var.image == null || !endswith(coalesce(var.image, "-"), ":latest")
    error_message = "image must not have the tag latest: its name stays the same with each push, so Terraform would deploy nothing."
  }
}

variable "labels" {
  description = "Labels of the component's resources."
  type        = map(string)
  default     = {}
  nullable    = false
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
  description = "Name of the worker pool."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,47}[a-z0-9]$", var.name))
    error_message = "name must be 2 to 49 lower-case letters, digits and hyphens, start with a letter and not end with a hyphen."
  }
}

variable "project_id" {
  description = "Id of the project that holds the worker pool."
  type        = string
  nullable    = false
}

variable "region" {
  description = "Region of the worker pool."
  type        = string
  nullable    = false
}

variable "replicas" {
  description = "Instances, which always run."
  type        = number
  nullable    = false

  validation {
    condition     = var.replicas >= 1 && var.replicas == floor(var.replicas)
    error_message = "replicas must be a whole number of at least 1."
  }
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
