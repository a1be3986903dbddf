variable "name" {
  description = "The name of the queue."
  type        = string
  nullable    = false
}

variable "namespace_id" {
  description = "The namespace of the queue."
  type        = string
  nullable    = false
}

variable "shared" {
  description = "Consumers of the queue, by component."
  type        = map(bool)
  default     = {}
  nullable    = false
}
