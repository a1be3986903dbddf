variable "force_destroy" {
  description = "Whether Terraform deletes the repository although it holds images."
  type        = bool
  nullable    = false
}

variable "keep_images" {
  description = "Newest images of each name that are never cleaned up."
  type        = number
  nullable    = false

  validation {
    condition     = var.keep_images >= 1 && var.keep_images == floor(var.keep_images)
    error_message = "The keep_images must be a whole number of at least 1."
  }
}

variable "labels" {
  description = "Labels of the component's resources."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "name" {
  description = "Name of the repository."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,61}[a-z0-9]$", var.name))
    error_message = "name must be 2 to 63 lower-case letters, digits and hyphens, start with a letter and not end with a hyphen."
  }
}

variable "project_id" {
  description = "Id of the project that holds the repository."
  type        = string
  nullable    = false
}

variable "region" {
  description = "Region of the repository."
  type        = string
  nullable    = false
}

variable "repositories" {
  description = "Components that push images here."
  type        = map(bool)
  default     = {}
  nullable    = false
}

variable "scan" {
  description = "Whether each pushed image is scanned for vulnerabilities (billed per image)."
  type        = bool
  nullable    = false
}
