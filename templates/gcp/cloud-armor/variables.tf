variable "block" {
  description = "Whether attacks are refused, or only logged."
  type        = bool
  nullable    = false
}

variable "blocked_ranges" {
  description = "Address ranges (CIDR) that are always refused, at most 10."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.blocked_ranges) <= 10 && alltrue([for range in var.blocked_ranges : can(cidrhost(range, 0))])
    error_message = "blocked_ranges must be at most 10 ranges such as 203.0.113.0/24."
  }
}

variable "name" {
  description = "Prefix of the policies' names."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][-a-z0-9]{0,53}[a-z0-9]$", var.name))
    error_message = "The name must be 2 to 55 lower-case letters, digits and hyphens, start with a letter and not end with a hyphen."
  }
}

variable "project_id" {
  description = "Id of the project that holds the policies."
  type        = string
  nullable    = false
}

variable "requests_per_minute" {
  description = "Requests per minute after which one address gets status 429."
  type        = number
  nullable    = false

  validation {
    condition     = var.requests_per_minute >= 1 && var.requests_per_minute <= 1000000
    error_message = "The requests_per_minute must be between 1 and 1000000."
  }
}
