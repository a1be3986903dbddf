variable "name" {
  description = "Name of the cluster."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,255}$", var.name))
    error_message = "name must be at most 255 letters, digits, hyphens and underscores."
  }
}

variable "tags" {
  description = "Tags of the component, beside the provider's."
  type        = map(string)
  default     = {}
  nullable    = false
}
