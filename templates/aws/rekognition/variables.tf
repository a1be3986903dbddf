variable "images" {
  description = "Whether images are judged, by Rekognition."
  type        = bool
  nullable    = false
}

variable "name" {
  description = "Name of the guardrail."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,50}$", var.name))
    error_message = "name must be at most 50 letters, digits, hyphens and underscores."
  }
}

variable "region" {
  description = "Region of the calls."
  type        = string
  nullable    = false
}

variable "tags" {
  description = "Tags of the guardrail."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "text" {
  description = "Whether texts are judged, by a guardrail."
  type        = bool
  nullable    = false

  validation {
    condition     = var.text || var.images
    error_message = "One of images and text must be true at least."
  }
}
