variable "prefix" {
  description = "What the names of the secrets begin with in Secret Manager."
  type        = string
  nullable    = false
}

variable "project_id" {
  description = "Id of the project that holds the secrets."
  type        = string
  nullable    = false
}

variable "secrets" {
  description = "Names of the secrets, without the prefix."
  type        = list(string)
  nullable    = false
}
