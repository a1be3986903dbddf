variable "name" {
  description = "Name of the queue, in this account and region."
  type        = string
  nullable    = false
}
