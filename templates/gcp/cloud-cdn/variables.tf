variable "cache_ttl_seconds" {
  description = "Time for which assets are cached, here and (up to a day) by browsers."
  type        = number
  nullable    = false

  validation {
    condition     = var.cache_ttl_seconds >= 0 && var.cache_ttl_seconds <= 31536000
    error_message = "The cache_ttl_seconds must be between 0 and 31536000."
  }
}

variable "domain" {
  description = "Domain that is served over HTTPS; null serves plain HTTP at the bare address."
  type        = string
  default     = null

  validation {
    condition     = var.domain == null ? true : can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$", var.domain)) && length(var.domain) <= 63
    error_message = "The domain must be a lower-case host name of at most 63 characters, such as www.example.com."
  }
}

variable "environment" {
  description = "Environment of the stack: in prod a domain is required."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "environment must be dev, staging or prod."
  }
}

variable "firewalls" {
  description = "Ids of the Cloud Armor policies for services and for stores, by component."
  type        = map(object({ backend_policy_id = string, edge_policy_id = string }))
  default     = {}
  nullable    = false

  validation {
    condition     = length(var.firewalls) <= 1
    error_message = "firewalls must name one firewall at most."
  }
}

variable "log_sample_rate" {
  description = "Share of requests that is logged, from 0 to 1."
  type        = number
  nullable    = false

  validation {
    condition     = var.log_sample_rate >= 0 && var.log_sample_rate <= 1
    error_message = "The log_sample_rate must be between 0 and 1."
  }
}

variable "name" {
  description = "Name of the load balancer and prefix of its parts."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,52}[a-z0-9]$", var.name))
    error_message = "name must be 2 to 54 lower-case letters, digits and hyphens, start with a letter and not end with a hyphen."
  }
}

variable "project_id" {
  description = "Project that owns this."
  type        = string
  nullable    = false
}

variable "region" {
  description = "Region of this."
  type        = string
  nullable    = false
}

variable "service_origins" {
  description = "Cloud Run services behind the load balancer, by component, each with its path pattern."
  type        = map(object({ path = string, service_name = string }))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for origin in values(var.service_origins) : can(regex("^/([A-Za-z0-9._~-]+/)*([*]|[A-Za-z0-9._~-]*)$", origin.path))])
    error_message = "Each path of service_origins must begin with a slash, and a star may only follow the last one, such as /static/*."
  }
}

variable "store_origins" {
  description = "Buckets behind the cache, by component, each with its path pattern."
  type        = map(object({ bucket_name = string, path = string }))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for origin in values(var.store_origins) : can(regex("^/([A-Za-z0-9._~-]+/)*([*]|[A-Za-z0-9._~-]*)$", origin.path))])
    error_message = "Each path of store_origins must begin with a slash, and a star may only follow the last one, such as /static/*."
  }
}
