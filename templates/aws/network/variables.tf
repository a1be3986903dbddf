variable "availability_zones" {
  description = "Number of zones to spread over."
  type        = number
  nullable    = false

  validation {
    condition     = contains([2, 3], var.availability_zones)
    error_message = "availability_zones must be 2 or 3."
  }
}

variable "cidr_block" {
  description = "IPv4 range of the network; each subnet takes a sixteenth of it."
  type        = string
  nullable    = false

  validation {
    condition     = can(cidrnetmask(var.cidr_block)) && endswith(var.cidr_block, "/16")
    error_message = "cidr_block must be an IPv4 range of size /16 such as 10.0.0.0/16."
  }
}

variable "flow_log_role_arn" {
  description = "Role with which the flow logs are written."
  type        = string
  nullable    = false
}

variable "log_retention_days" {
  description = "Days that flow logs are kept."
  type        = number
  nullable    = false
}

variable "nat_gateways" {
  description = "Number of NAT gateways; zones without one use the first."
  type        = number
  nullable    = false
}

variable "prefix" {
  description = "Prefix of all names."
  type        = string
  nullable    = false
}

variable "region" {
  description = "Region of the network, part of the endpoints' service names."
  type        = string
  nullable    = false
}

variable "tags" {
  description = "Tags of the component, beside the provider's."
  type        = map(string)
  default     = {}
  nullable    = false
}
