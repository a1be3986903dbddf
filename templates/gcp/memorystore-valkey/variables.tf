variable "deletion_protection" {
  description = "Whether Terraform refuses to delete the instance."
  type        = bool
  nullable    = false
}

variable "engine_version" {
  description = "Version of Valkey, such as VALKEY_8_0. A later one is an update in place, an earlier one isn't possible."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^VALKEY_[0-9]+_[0-9]+$", var.engine_version))
    error_message = "engine_version must be a version of Valkey such as VALKEY_8_0."
  }
}

variable "labels" {
  description = "Labels of the component's resources."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "name" {
  description = "Name of the instance."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,61}[a-z0-9]$", var.name))
    error_message = "name must be 4 to 63 lower-case letters, digits and hyphens, start with a letter and not end with a hyphen."
  }
}

variable "network_id" {
  description = "Id of the network with a service connection policy for Memorystore."
  type        = string
  nullable    = false
}

variable "node_type" {
  description = "Size of each node, such as SHARED_CORE_NANO (1.4 GB) or HIGHMEM_MEDIUM (13 GB)."
  type        = string
  nullable    = false

  validation {
    condition = contains([
      "CUSTOM_MICRO", "CUSTOM_MINI", "CUSTOM_PICO", "HIGHCPU_MEDIUM", "HIGHMEM_2XLARGE", "HIGHMEM_MEDIUM",
      "HIGHMEM_XLARGE", "SHARED_CORE_NANO", "STANDARD_LARGE", "STANDARD_SMALL",
    ], var.node_type)
    error_message = "The node_type must be a Memorystore for Valkey node type, such as SHARED_CORE_NANO, STANDARD_SMALL or HIGHMEM_MEDIUM."
  }
}

variable "project_id" {
  description = "Id of the project that holds the instance."
  type        = string
  nullable    = false
}

variable "region" {
  description = "Region of the instance."
  type        = string
  nullable    = false
}

variable "replicas" {
  description = "Number of replicas in other zones, ready to take over."
  type        = number
  nullable    = false

  validation {
    condition     = contains([0, 1, 2, 3, 4, 5], var.replicas)
    error_message = "The replicas must be a whole number from 0 to 5."
  }
}
