variable "account_id" {
  description = "The account, part of the ARNs."
  type        = string
  nullable    = false
}

variable "feedback_role_arn" {
  description = "Role with which SNS logs deliveries that fail."
  type        = string
  nullable    = false
}

variable "log_retention_days" {
  description = "Days that failed deliveries are kept."
  type        = number
  nullable    = false
}

variable "name" {
  description = "Name of the platforms' applications."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9._-]{1,256}$", var.name))
    error_message = "name must be at most 256 letters, digits, dots, hyphens and underscores."
  }
}

variable "partition" {
  description = "The partition of AWS, part of the ARNs."
  type        = string
  nullable    = false
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

variable "region" {
  description = "Region of the applications; not every region has them."
  type        = string
  nullable    = false
}

variable "sandbox" {
  description = "Whether Apple's sandbox takes the messages, for builds that are under development."
  type        = bool
  nullable    = false
}

variable "tags" {
  description = "Tags of the logs."
  type        = map(string)
  default     = {}
  nullable    = false
}
