variable "bucket" {
  description = "Name of the log bucket."
  type        = string
  nullable    = false

  validation {
    condition     = var.bucket != "_Required"
    error_message = "bucket must not be _Required, which takes audit logs alone."
  }
}

variable "location" {
  description = "Location of the log bucket: a region, or global."
  type        = string
  nullable    = false
}

variable "prefix" {
  description = "Name of the sink and its exclusion."
  type        = string
  nullable    = false
}

variable "project_id" {
  description = "Id of the project that holds the log bucket, and whose logs are routed."
  type        = string
  nullable    = false
}

variable "sources" {
  description = "What logs here: type of the monitored resource, and the label that holds its name."
  type        = map(object({ label = string, name = string, type = string }))
  default     = {}
  nullable    = false
}
