variable "database" {
  description = "Name of the database."
  type        = string
  nullable    = false
}

variable "instance_identifier" {
  description = "Identifier of the instance, with IAM authentication on."
  type        = string
  nullable    = false
}

variable "logins" {
  description = "Logins with the actions of their flows, by component, for setup.sql."
  type        = map(object({ name = string, actions = list(string) }))
  nullable    = false
  default     = {}
}

variable "security_group_id" {
  description = "Security group of the database, which gets a rule for each flow."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.security_group_id, "sg-")
    error_message = "security_group_id must begin with sg-."
  }
}
