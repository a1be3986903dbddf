variable "cache_ttl_seconds" {
  description = "Seconds that a file is kept unless its own header says otherwise."
  type        = number
  nullable    = false

  validation {
    condition     = var.cache_ttl_seconds >= 0 && var.cache_ttl_seconds <= 31536000
    error_message = "cache_ttl_seconds must be from 0 to 31536000."
  }
}

variable "dns_zone" {
  description = "Id of the Route 53 hosted zone that gets the domain's records; null leaves them to you."
  type        = string
  default     = null
}

variable "domain" {
  description = "Own host name; null answers on *.cloudfront.net."
  type        = string
}

variable "domain_aliases" {
  description = "Further host names, on the same certificate."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = var.domain != null || length(var.domain_aliases) == 0
    error_message = "domain_aliases needs domain, which is the first name."
  }
}

variable "domain_ready" {
  description = "Whether the records of the output dns_records are set; without dns_zone the domain is served from then on."
  type        = bool
  default     = false
  nullable    = false
}

variable "firewalls" {
  description = "ARN of the web ACL that filters the requests, by component."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length(var.firewalls) <= 1
    error_message = "firewalls must name one web ACL at most."
  }
}

variable "name" {
  description = "Name of the distribution's parts, and its comment."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,50}$", var.name))
    error_message = "name must be at most 50 letters, digits, hyphens and underscores."
  }
}

variable "price_class" {
  description = "Which edge locations answer: PriceClass_100 (fewest), PriceClass_200 or PriceClass_All."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["PriceClass_100", "PriceClass_200", "PriceClass_All"], var.price_class)
    error_message = "price_class must be PriceClass_100, PriceClass_200 or PriceClass_All."
  }
}

variable "routes" {
  description = "Which origin answers, by path pattern such as /api/*: a component of service_origins or store_origins, and for a service the seconds in which it answers (30 if left out). The longest literal part of a pattern wins, and before a wildcard the exact path; what no pattern matches is answered with 404."
  type        = map(object({ origin = string, timeout_seconds = optional(number, 30) }))
  default     = {}
  nullable    = false

  validation {
    condition     = length(var.routes) > 0
    error_message = "routes must have at least one path: a distribution needs something behind it."
  }

  validation {
    condition     = alltrue([for path in keys(var.routes) : can(regex("^/[A-Za-z0-9._~/-]{0,253}[*]?$", path))])
    error_message = "routes must be keyed by paths that begin with / and have one * at most, at their end."
  }

  validation {
    condition     = alltrue([for route in var.routes : contains(concat(keys(var.service_origins), keys(var.store_origins)), route.origin)])
    error_message = "routes.origin must be a component of service_origins or store_origins."
  }

  validation {
    condition     = alltrue([for route in var.routes : route.timeout_seconds >= 1 && route.timeout_seconds <= 120])
    error_message = "routes.timeout_seconds must be from 1 to 120: CloudFront waits no longer."
  }
}

variable "service_origins" {
  description = "Internal load balancers of the services behind the CDN, by component."
  type        = map(object({ domain_name = string, load_balancer_arn = string }))
  default     = {}
  nullable    = false
}

variable "store_origins" {
  description = "Regional addresses of the buckets behind the CDN, by component."
  type        = map(object({ domain_name = string }))
  default     = {}
  nullable    = false
}

variable "tags" {
  description = "Tags of the component, beside the provider's."
  type        = map(string)
  default     = {}
  nullable    = false
}
