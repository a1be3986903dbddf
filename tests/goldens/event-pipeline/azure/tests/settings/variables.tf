variable "file" {
  description = "The tfvars file, from the root of the stack."
  type        = string
  nullable    = false
}
