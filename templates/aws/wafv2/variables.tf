variable "block" {
  description = "Whether attacks are refused, or only counted and logged."
  type        = bool
  nullable    = false
}

variable "blocked_ranges" {
  description = "IPv4 and IPv6 ranges (CIDR) that are always refused."
  type        = list(string)
  nullable    = false

  validation {
    condition     = alltrue([for range in var.blocked_ranges : can(cidrhost(range, 0)) && !endswith(range, "/0")])
    error_message = "blocked_ranges must be ranges such as 192.0.2.0/24 or 2001:db8::/32, and none may be all addresses."
  }
}

variable "log_retention_days" {
  description = "Days that logs are kept, a period that CloudWatch Logs offers, such as 30 or 365."
  type        = number
  nullable    = false
}

variable "name" {
  description = "Name of the web ACL."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,120}$", var.name))
    error_message = "name must be at most 120 letters, digits, hyphens and underscores."
  }
}

variable "requests_per_minute" {
  description = "Requests that one address may send in a minute, measured over five."
  type        = number
  nullable    = false

  validation {
    condition     = var.requests_per_minute >= 2 && var.requests_per_minute <= 400000000
    error_message = "requests_per_minute must be from 2 to 400000000."
  }
}

variable "scope" {
  description = "What the web ACL is for: CLOUDFRONT, or REGIONAL for load balancers."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["CLOUDFRONT", "REGIONAL"], var.scope)
    error_message = "scope must be CLOUDFRONT or REGIONAL."
  }
}

variable "tags" {
  description = "Tags of the component, beside the provider's."
  type        = map(string)
  default     = {}
  nullable    = false
}
