variable "prefix" {
  description = "What the names of the secrets begin with in Secrets Manager."
  type        = string
  nullable    = false
}

variable "secrets" {
  description = "Names of the secrets without the prefix."
  type        = list(string)
  nullable    = false
}
