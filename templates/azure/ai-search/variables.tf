variable "endpoints_subnet_id" {
  description = "The subnet of the private endpoint."
  type        = string
  nullable    = false
}

variable "location" {
  description = "The region of the service."
  type        = string
  nullable    = false
}

variable "logs_workspace_id" {
  description = "The Log Analytics workspace that takes the logs of the service."
  type        = string
  nullable    = false
}

variable "name" {
  description = "The name of the service, unique in all of Azure."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]{2}(-?[a-z0-9])*$", var.name)) && length(var.name) >= 2 && length(var.name) <= 60
    error_message = "The name must have 2 to 60 lower-case letters, digits and single hyphens, none of them among the first two or at the end."
  }
}

variable "partitions" {
  description = "The partitions that the indexes are spread over."
  type        = number
  nullable    = false

  validation {
    condition     = contains([1, 2, 3, 4, 6, 12], var.partitions)
    error_message = "The partitions must be 1, 2, 3, 4, 6 or 12."
  }

  validation {
    condition     = var.sku != "basic" || var.partitions <= 3
    error_message = "The basic tier has 3 partitions at most."
  }

  validation {
    condition     = var.partitions * var.replicas <= 36
    error_message = "Partitions times replicas must not exceed 36."
  }
}

variable "private_dns_zone_ids" {
  description = "The ids of the network's private DNS zones, by zone."
  type        = map(string)
  nullable    = false
}

variable "replicas" {
  description = "The copies of the indexes: Azure promises availability for reads from two and for writes from three."
  type        = number
  nullable    = false

  validation {
    condition     = var.replicas >= 1 && var.replicas <= (var.sku == "basic" ? 3 : 12)
    error_message = "The replicas must be 1 to 3 in the basic tier, and 1 to 12 in the others."
  }
}

variable "resource_group_name" {
  description = "The resource group of the service."
  type        = string
  nullable    = false
}

variable "sku" {
  description = "The tier. Moving up from basic to standard, standard2 and standard3 is done in place; every other change recreates the service without its indexes."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["basic", "standard", "standard2", "standard3"], var.sku)
    error_message = "The SKU must be basic, standard, standard2 or standard3: the free tier has neither roles nor a private endpoint."
  }
}

variable "tags" {
  description = "The tags of the service."
  type        = map(string)
  default     = {}
  nullable    = false
}
