variable "account_id" {
  description = "Account of the registry."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be 12 digits."
  }
}

variable "partition" {
  description = "Partition of the account, such as aws."
  type        = string
  nullable    = false
}

variable "prefix" {
  description = "First part of the repositories' names: the repository of the component web is <prefix>/web."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]+([._/-][a-z0-9]+)*$", var.prefix))
    error_message = "prefix must be lower-case letters and digits, joined by single dots, underscores, slashes or hyphens."
  }
}

variable "region" {
  description = "Region of the registry; Lambda pulls from its own region only."
  type        = string
  nullable    = false
}

variable "repositories" {
  description = "Components that pull from the registry; the policies of their repositories are the owner's."
  type        = map(object({ lambda_function_arn = optional(string) }))
  default     = {}
  nullable    = false
}
