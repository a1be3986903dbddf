variable "deletion_protection" {
  description = "Whether Terraform refuses to delete the store and the app."
  type        = bool
  nullable    = false
}

variable "location" {
  description = "Where the store is: global, us or eu."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["eu", "global", "us"], var.location)
    error_message = "location must be global, us or eu."
  }
}

variable "name" {
  description = "Prefix of the ids of store and app."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,52}[a-z0-9]$", var.name))
    error_message = "name must be 2 to 54 lower-case letters, digits and hyphens, start with a letter and not end with a hyphen."
  }
}

variable "project_id" {
  description = "Project that owns the store."
  type        = string
  nullable    = false
}

variable "revision" {
  description = "Number in the ids of store and app; a higher one makes new ones, to be filled again."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.revision >= 1 && floor(var.revision) == var.revision
    error_message = "revision must be a whole number of at least 1."
  }
}

variable "tier" {
  description = "SEARCH_TIER_STANDARD, or SEARCH_TIER_ENTERPRISE with more features and a higher price."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["SEARCH_TIER_ENTERPRISE", "SEARCH_TIER_STANDARD"], var.tier)
    error_message = "tier must be SEARCH_TIER_STANDARD or SEARCH_TIER_ENTERPRISE."
  }
}
