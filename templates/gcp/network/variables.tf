variable "caches" {
  description = "Memorystore instances that get endpoints in this network, by component."
  type        = map(bool)
  default     = {}
  nullable    = false
}

variable "cidr" {
  description = "Private /16 that all ranges of this network are cut from."
  type        = string
  nullable    = false

  validation {
    condition     = can(cidrnetmask(var.cidr)) && endswith(var.cidr, "/16")
    error_message = "The cidr must be an IPv4 range ending in /16, such as 10.20.0.0/16."
  }
}

variable "databases" {
  description = "Cloud SQL instances that get addresses by private services access, by component."
  type        = map(bool)
  default     = {}
  nullable    = false
}

variable "flow_log_sampling" {
  description = "Share of network flows that is logged, from 0 to 1."
  type        = number
  nullable    = false

  validation {
    condition     = var.flow_log_sampling >= 0 && var.flow_log_sampling <= 1
    error_message = "flow_log_sampling must be from 0 to 1."
  }
}

variable "internal_services" {
  description = "Cloud Run services that components call from inside the network, by component."
  type        = map(bool)
  default     = {}
  nullable    = false
}

variable "nat" {
  description = "Whether outgoing traffic passes Cloud NAT and the firewall instead of leaving Cloud Run directly."
  type        = bool
  nullable    = false
}

variable "prefix" {
  description = "Prefix of every name in this network."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][-a-z0-9]{0,18}[a-z0-9]$", var.prefix))
    error_message = "prefix must be 2 to 20 lower-case letters, digits and hyphens, start with a letter and not end with a hyphen."
  }
}

variable "project_id" {
  description = "Id of the project that holds the network."
  type        = string
  nullable    = false
}

variable "region" {
  description = "Region of the subnets."
  type        = string
  nullable    = false
}
