variable "callback_urls" {
  description = "Addresses that a login may return to: https, http on localhost, or an app's own scheme."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.callback_urls) > 0 && length(var.callback_urls) <= 100 && alltrue([for url in var.callback_urls : can(regex("^(https://|http://localhost[:/]|[a-z][a-z0-9+.-]*://)", url)) && !strcontains(url, "#")]) && !anytrue([for url in var.callback_urls : startswith(url, "http://") && !startswith(url, "http://localhost")])
    error_message = "callback_urls must be 1 to 100 addresses with https, http://localhost or an app's own scheme, without a fragment."
  }
}

variable "deletion_protection" {
  description = "Whether the pool, with all its people, refuses to be destroyed."
  type        = bool
  nullable    = false
}

variable "mfa" {
  description = "Whether a second factor (an authenticator app) is asked for: OFF, OPTIONAL or ON."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["OFF", "ON", "OPTIONAL"], var.mfa)
    error_message = "mfa must be OFF, OPTIONAL or ON."
  }
}

variable "name" {
  description = "Name of the pool and its client, and first part of the host name of the login: unique in the region among all accounts."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.name)) && !can(regex("aws|amazon|cognito", var.name))
    error_message = "name must be at most 63 lower-case letters, digits and hyphens, without aws, amazon or cognito."
  }
}

variable "region" {
  description = "Region of the pool."
  type        = string
  nullable    = false
}

variable "roles" {
  description = "Roles that tokens name; of several the first counts."
  type        = list(string)
  nullable    = false
}

variable "sender" {
  description = "From whom mail comes (an SES identity, verified, out of the sandbox); null uses Cognito's sender, which is limited to 50 mails a day."
  type        = object({ from = string, identity_arn = string })
  default     = null
}

variable "sign_up" {
  description = "Whether people may make an account themselves."
  type        = bool
  nullable    = false
}

variable "tags" {
  description = "Tags of the pool."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "tier" {
  description = "Tier of the pool: LITE, ESSENTIALS or PLUS."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["ESSENTIALS", "LITE", "PLUS"], var.tier)
    error_message = "tier must be LITE, ESSENTIALS or PLUS."
  }
}

variable "token_minutes" {
  description = "Life of a token; who loses a role keeps it for so long."
  type        = number
  nullable    = false

  validation {
    condition     = var.token_minutes >= 5 && var.token_minutes <= 1440
    error_message = "token_minutes must be from 5 to 1440."
  }
}
