variable "project_id" {
  description = "Id of the project that holds the topic."
  type        = string
  nullable    = false
}

variable "topic" {
  description = "Name of the topic."
  type        = string
  nullable    = false
}
