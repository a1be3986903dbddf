variable "callback_urls" {
  description = "Addresses that people may come back to after a login; their hosts are authorized."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.callback_urls) > 0
    error_message = "callback_urls must have an address at least."
  }
}

variable "mfa" {
  description = "Second factor (an authenticator app): DISABLED, ENABLED (each user decides) or MANDATORY."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["DISABLED", "ENABLED", "MANDATORY"], var.mfa)
    error_message = "mfa must be DISABLED, ENABLED or MANDATORY."
  }
}

variable "name" {
  description = "Prefix of the roles' names."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,48}[a-z0-9]$", var.name))
    error_message = "name must be 2 to 50 lower-case letters, digits and hyphens, start with a letter and not end with a hyphen."
  }
}

variable "project_id" {
  description = "Project whose users these are; it has one configuration, and billing must be on."
  type        = string
  nullable    = false
}

variable "sign_up" {
  description = "Whether people may make an account themselves."
  type        = bool
  nullable    = false
}
