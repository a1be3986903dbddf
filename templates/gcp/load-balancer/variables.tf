variable "dns_zone" {
  description = "Name of the Cloud DNS managed zone that gets the records of the domain; null leaves them to the output dns_records."
  type        = string
  default     = null
}

variable "domain" {
  description = "Main host name, served over HTTPS; null serves plain HTTP at the bare address."
  type        = string
  default     = null

  validation {
    condition     = var.domain == null ? true : can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+([a-z]{2,63}|xn--[a-z0-9-]{1,59})$", var.domain)) && length(var.domain) <= 63
    error_message = "The domain must be a lower-case host name of at most 63 characters, such as www.example.com."
  }
}

variable "domain_aliases" {
  description = "Further host names, each with a certificate."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for name in var.domain_aliases : can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+([a-z]{2,63}|xn--[a-z0-9-]{1,59})$", name)) && length(name) <= 63])
    error_message = "Each of domain_aliases must be a lower-case host name of at most 63 characters, such as www.example.com."
  }
}

variable "domain_ready" {
  description = "Whether the records of dns_records are set. Until then a trial answers on its address over plain HTTP, too; production never does."
  type        = bool
  default     = false
  nullable    = false
}

variable "edges" {
  description = "Which edge leads to which backend, and the time for which a CDN has a store's files cached, here and (up to a day) by browsers."
  type        = map(object({ backend = string, cache_ttl_seconds = optional(number), edge = string }))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for edge in values(var.edges) : edge.cache_ttl_seconds == null ? true : edge.cache_ttl_seconds >= 1 && edge.cache_ttl_seconds <= 31536000])
    error_message = "Each cache_ttl_seconds of edges must be between 1 and 31536000."
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
  description = "Ids of the Cloud Armor policies for services and for stores, by the edge whose backends they protect."
  type        = map(object({ backend_policy_id = string, edge_policy_id = string }))
  default     = {}
  nullable    = false
}

variable "log_sample_rate" {
  description = "Share of requests that is logged, from 0 to 1; behind a firewall each one is."
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
  description = "Id of the project that holds the load balancer."
  type        = string
  nullable    = false
}

variable "region" {
  description = "Region of the services behind it."
  type        = string
  nullable    = false
}

variable "routes" {
  description = "Component whose backend answers, by path pattern. The longest path that matches wins; /* is everything else, without it the rest gets status 404 (403 where there are stores alone)."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length(var.routes) > 0
    error_message = "routes must have one path at least."
  }

  validation {
    condition     = alltrue([for path in keys(var.routes) : can(regex("^/([A-Za-z0-9._~-]+/)*([*]|[A-Za-z0-9._~-]*)$", path))])
    error_message = "Each path of routes must begin with a slash, and a star may only follow the last one, such as /static/*."
  }

  validation {
    condition     = alltrue([for backend in values(var.routes) : contains(concat(keys(var.service_backends), keys(var.store_backends)), backend)])
    error_message = "Each backend of routes must be one of service_backends or store_backends."
  }
}

variable "service_backends" {
  description = "Cloud Run services behind the load balancer, by component."
  type        = map(object({ service_name = string }))
  default     = {}
  nullable    = false
}

variable "store_backends" {
  description = "Buckets behind the cache, by component."
  type        = map(object({ bucket_name = string }))
  default     = {}
  nullable    = false
}
