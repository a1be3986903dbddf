variable "cache_ttl_seconds" {
  description = "Seconds that a file is kept unless its own header says otherwise."
  type        = number
  nullable    = false

  validation {
    condition     = var.cache_ttl_seconds >= 0 && var.cache_ttl_seconds <= 31536000
    error_message = "cache_ttl_seconds must be from 0 to 31536000."
  }
}

variable "domain" {
  description = "Own host name; null answers on *.cloudfront.net."
  type        = string
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
    condition     = can(regex("^[A-Za-z0-9_-]{1,64}$", var.name))
    error_message = "name must be at most 64 letters, digits, hyphens and underscores."
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

variable "service_origins" {
  description = "Services behind the CDN, by component: internal load balancer, path pattern, and seconds in which a request is answered."
  type        = map(object({ domain_name = string, load_balancer_arn = string, path = string, timeout_seconds = number }))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for origin in var.service_origins : origin.timeout_seconds >= 1 && origin.timeout_seconds <= 120])
    error_message = "service_origins.timeout_seconds must be from 1 to 120: CloudFront waits no longer."
  }
}

variable "store_origins" {
  description = "Buckets behind the CDN, by component: regional address and path pattern."
  type        = map(object({ domain_name = string, path = string }))
  default     = {}
  nullable    = false
}

variable "tags" {
  description = "Tags of the component, beside the provider's."
  type        = map(string)
  default     = {}
  nullable    = false
}
