variable "database" {
  description = "Name of the database."
  type        = string
  nullable    = false
}

variable "host" {
  description = "Private address of the instance."
  type        = string
  nullable    = false

  validation {
    condition     = can(cidrnetmask("${var.host}/32"))
    error_message = "host must be an IPv4 address, such as 10.30.0.3."
  }
}

variable "logins" {
  description = "Logins with the actions of their flows, by component, for setup.sql."
  type        = map(object({ name = string, actions = list(string) }))
  nullable    = false
  default     = {}
}

variable "name" {
  description = "Name of the instance in this project."
  type        = string
  nullable    = false
}

variable "project_id" {
  description = "Project of the instance."
  type        = string
  nullable    = false
}
