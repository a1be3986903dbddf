variable "force_destroy" {
  description = "Whether a repository is emptied when it is destroyed; otherwise one that holds images refuses."
  type        = bool
  default     = false
  nullable    = false
}

variable "keep_images" {
  description = "Newest images kept per repository; older ones expire even if they run, so it is more than are pushed while one runs."
  type        = number
  nullable    = false

  validation {
    condition     = var.keep_images >= 1
    error_message = "keep_images must be at least 1."
  }
}

variable "prefix" {
  description = "First part of the repositories' names."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]+([._-][a-z0-9]+)*$", var.prefix))
    error_message = "prefix must be lower-case letters and digits, joined by single dots, underscores or hyphens."
  }
}

variable "repositories" {
  description = "Repositories by component, each with the ARN of the Lambda function that pulls from it, if one does."
  type        = map(object({ lambda_function_arn = optional(string) }))
  default     = {}
  nullable    = false
}

variable "tags" {
  description = "Tags of the component, beside the provider's."
  type        = map(string)
  default     = {}
  nullable    = false
}
