variable "replication_group_id" {
  description = "Id of the replication group."
  type        = string
  nullable    = false
}

variable "security_group_id" {
  description = "Security group of the cache, which gets a rule for each flow."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.security_group_id, "sg-")
    error_message = "security_group_id must begin with sg-."
  }
}

variable "user_id" {
  description = "Id of a user of its user group that logs in with IAM."
  type        = string
  nullable    = false
}

variable "users" {
  description = "What each component does with the cache; the one user must be allowed to."
  type        = map(string)
  default     = {}
  nullable    = false
}
