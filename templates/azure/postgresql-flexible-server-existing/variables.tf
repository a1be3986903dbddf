variable "database" {
  description = "The name of the database."
  type        = string
  nullable    = false
}

variable "host" {
  description = "The host name of the server."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9-]+[.]postgres[.]database[.]", var.host))
    error_message = "The host must look like <name>.postgres.database.azure.com."
  }
}

variable "logins" {
  description = "The logins with their object id and the actions of their flows, by component, for setup.sql."
  type        = map(object({ name = string, object_id = string, actions = list(string) }))
  nullable    = false
  default     = {}
}

variable "private_ip_address" {
  description = "The address of its private endpoint in the network."
  type        = string
  nullable    = false

  validation {
    condition     = can(cidrnetmask("${var.private_ip_address}/32"))
    error_message = "The address must be an IPv4 address, such as 10.20.2.9."
  }
}
