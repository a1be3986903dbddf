variable "batch_size" {
  description = "Messages per call, at most."
  type        = number
  nullable    = false

  validation {
    condition     = var.batch_size >= 1 && var.batch_size <= 10
    error_message = "batch_size must be from 1 to 10."
  }
}

variable "command" {
  description = "Command that replaces the image's own; empty keeps it."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "environment" {
  description = "Environment variables of the code."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "image" {
  description = "Image with its tag or digest; null makes no function yet."
  type        = string

  validation {
    condition     = var.image == null || can(regex("^[^[:space:]@]+(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}|@sha256:[0-9a-f]{64})$", var.image))
    error_message = "image must end in a tag or in a digest, such as app:1.4.2 or app@sha256:..."
  }

  validation {
    condition     = var.image == null || !endswith(coalesce(var.image, "-"), ":latest")
    error_message = "image must not have the tag latest: its name stays the same with each push, so Terraform would deploy nothing."
  }

  validation {
    condition     = var.image == null || can(regex("^[0-9]{12}\\.dkr\\.ecr\\.[a-z0-9-]+\\.amazonaws\\.com(\\.cn)?/", var.image))
    error_message = "image must be in a repository of Amazon ECR: Lambda pulls from no other registry."
  }
}

variable "log_retention_days" {
  description = "Days that logs are kept, a period that CloudWatch Logs offers, such as 30 or 365."
  type        = number
  nullable    = false
}

variable "max_replicas" {
  description = "Calls at a time, at most."
  type        = number
  nullable    = false

  validation {
    condition     = var.max_replicas >= 2 && var.max_replicas <= 1000
    error_message = "max_replicas must be from 2 to 1000."
  }
}

variable "memory_mb" {
  description = "Memory of a call in MiB; the processors grow with it."
  type        = number
  nullable    = false

  validation {
    condition     = var.memory_mb >= 128 && var.memory_mb <= 10240
    error_message = "memory_mb must be from 128 to 10240."
  }
}

variable "name" {
  description = "Name of the function."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,64}$", var.name))
    error_message = "name must be at most 64 letters, digits, hyphens and underscores."
  }
}

variable "queues" {
  description = "ARN of each queue to consume, by component."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "role_arn" {
  description = "Role of the code; it must be able to read the queues before the module is applied."
  type        = string
  nullable    = false
}

variable "subnet_ids" {
  description = "Subnets in at least two zones."
  type        = list(string)
  nullable    = false
}

variable "tags" {
  description = "Tags of the component, beside the provider's."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "timeout_seconds" {
  description = "Seconds after which a call is ended."
  type        = number
  nullable    = false

  validation {
    condition     = var.timeout_seconds >= 1 && var.timeout_seconds <= 900
    error_message = "timeout_seconds must be from 1 to 900."
  }
}

variable "vpc_id" {
  description = "Network of the subnets."
  type        = string
  nullable    = false
}
