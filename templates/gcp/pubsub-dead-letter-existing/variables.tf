variable "project_id" {
  description = "Id of the project that holds topic and subscription."
  type        = string
  nullable    = false
}

variable "subscription" {
  description = "Name of the subscription that holds the dead letters."
  type        = string
  nullable    = false
}

variable "topic" {
  description = "Name of the topic."
  type        = string
  nullable    = false
}
