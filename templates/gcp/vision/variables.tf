variable "images" {
  description = "Whether images are judged, by Vision."
  type        = bool
  nullable    = false
}

variable "name" {
  description = "Prefix of the role."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,38}[a-z0-9]$", var.name))
    error_message = "name must be 2 to 40 lower-case letters, digits and hyphens, start with a letter and not end with a hyphen."
  }
}

variable "project_id" {
  description = "Project whose quota is spent."
  type        = string
  nullable    = false
}

variable "text" {
  description = "Whether texts are judged, by Natural Language."
  type        = bool
  nullable    = false

  validation {
    condition     = var.text || var.images
    error_message = "One of images and text must be true at least."
  }
}
