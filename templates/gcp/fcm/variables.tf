variable "name" {
  description = "Prefix of the role's name."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,54}[a-z0-9]$", var.name))
    error_message = "name must be 2 to 56 lower-case letters, digits and hyphens, start with a letter and not end with a hyphen."
  }
}

variable "platforms" {
  description = "Platforms of the phones: apns, fcm or both."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.platforms) > 0 && alltrue([for platform in var.platforms : contains(["apns", "fcm"], platform)])
    error_message = "platforms must be apns, fcm or both."
  }
}

variable "project_id" {
  description = "Firebase project that sends."
  type        = string
  nullable    = false
}
