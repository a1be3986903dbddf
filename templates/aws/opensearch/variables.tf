variable "account_id" {
  description = "The account, for which alone logs are written."
  type        = string
  nullable    = false
}

variable "engine_version" {
  description = "Version of OpenSearch, such as 2.19."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[1-9][0-9]*\\.[0-9]+$", var.engine_version))
    error_message = "engine_version must be a version such as 2.19."
  }
}

variable "instance_type" {
  description = "Type of the nodes."
  type        = string
  nullable    = false

  validation {
    condition     = endswith(var.instance_type, ".search")
    error_message = "instance_type must be a type of OpenSearch such as t3.small.search."
  }
}

variable "instances" {
  description = "Number of nodes, each with a copy of the index."
  type        = number
  nullable    = false

  validation {
    condition     = var.instances >= 1 && var.instances <= 80
    error_message = "instances must be from 1 to 80."
  }
}

variable "log_retention_days" {
  description = "Days that logs are kept."
  type        = number
  nullable    = false
}

variable "name" {
  description = "Name of the domain: 28 characters at most."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,27}$", var.name))
    error_message = "name must be 3 to 28 lower-case letters, digits and hyphens, starting with a letter."
  }
}

variable "storage_gb" {
  description = "Storage of a node in GiB."
  type        = number
  nullable    = false

  validation {
    condition     = var.storage_gb >= 10
    error_message = "storage_gb must be at least 10."
  }
}

variable "subnet_ids" {
  description = "Subnets without a route out of the network, one for each zone."
  type        = list(string)
  nullable    = false
}

variable "tags" {
  description = "Tags of everything in here."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "vpc_id" {
  description = "The network."
  type        = string
  nullable    = false
}
