variable "identities" {
  description = "Roles by component: the AWS service that may assume each."
  type        = map(object({ service = string }))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for identity in var.identities : can(regex("^[a-z0-9-]+\\.amazonaws\\.com$", identity.service))])
    error_message = "identities.service must be a service principal such as lambda.amazonaws.com."
  }
}

variable "names" {
  description = "Name of each role, by component."
  type        = map(string)
  nullable    = false

  validation {
    condition     = alltrue([for name in var.names : can(regex("^[A-Za-z0-9+=,.@_-]{1,64}$", name))])
    error_message = "names must have at most 64 letters, digits and +=,.@_- characters."
  }
}

variable "tags" {
  description = "Tags of the component, beside the provider's."
  type        = map(string)
  default     = {}
  nullable    = false
}
