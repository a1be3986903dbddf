variable "instance" {
  description = "Name of the instance."
  type        = string
  nullable    = false
}

variable "location" {
  description = "Region of the instance."
  type        = string
  nullable    = false
}

variable "project_id" {
  description = "Id of the project that holds the instance."
  type        = string
  nullable    = false
}
