variable "cluster_arn" {
  description = "ARN of the cluster."
  type        = string
  nullable    = false
}

variable "cluster_name" {
  description = "Name of the cluster."
  type        = string
  nullable    = false
}

variable "command" {
  description = "Command that replaces the image's own; empty keeps it."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "concurrency" {
  description = "Messages that a task handles at a time; so many more start another task."
  type        = number
  nullable    = false

  validation {
    condition     = var.concurrency >= 1 && var.concurrency == floor(var.concurrency)
    error_message = "concurrency must be a whole number of at least 1."
  }
}

variable "cpu_units" {
  description = "CPU units of a task, 1024 for a processor."
  type        = number
  nullable    = false

  validation {
    condition     = contains([256, 512, 1024, 2048, 4096, 8192, 16384], var.cpu_units)
    error_message = "cpu_units must be 256, 512, 1024, 2048, 4096, 8192 or 16384."
  }
}

variable "enable_execute_command" {
  description = "Whether people may open a session in a running task (ECS Exec). Meanwhile its root file system can be written."
  type        = bool
  default     = false
  nullable    = false
}

variable "environment" {
  description = "Environment variables of the code."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "execution_role_arn" {
  description = "Role with which Fargate pulls the image and ships logs."
  type        = string
  nullable    = false
}

variable "image" {
  description = "Image with its tag or digest; null makes no service yet."
  type        = string

  validation {
    condition     = var.image == null || can(regex("^[^[:space:]@]+(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}|@sha256:[0-9a-f]{64})$", var.image))
    error_message = "image must end in a tag or in a digest, such as app:1.4.2 or app@sha256:..."
  }

  validation {
    condition     = var.image == null || !endswith(coalesce(var.image, "-"), ":latest")
    error_message = "image must not have the tag latest: its name stays the same with each push, so Terraform would deploy nothing."
  }
}

variable "log_retention_days" {
  description = "Days that logs are kept, a period that CloudWatch Logs offers, such as 30 or 365."
  type        = number
  nullable    = false
}

variable "max_replicas" {
  description = "Tasks at most."
  type        = number
  nullable    = false

  validation {
    condition     = var.max_replicas >= var.min_replicas && var.max_replicas >= 1
    error_message = "max_replicas must be at least 1 and at least min_replicas."
  }
}

variable "memory_mb" {
  description = "Memory of a task in MiB."
  type        = number
  nullable    = false

  validation {
    condition     = var.memory_mb >= 512 && var.memory_mb <= 122880
    error_message = "memory_mb must be from 512 to 122880."
  }
}

variable "min_replicas" {
  description = "Tasks that always run; with 0 the first message after six idle hours may wait some 15 minutes, until SQS measures its queue again."
  type        = number
  nullable    = false
}

variable "name" {
  description = "Name of the service and its parts."
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

  validation {
    condition     = length(var.queues) <= 5
    error_message = "A worker can scale with at most five queues: an alarm of CloudWatch reads ten metrics, and each queue has two."
  }
}

variable "read_only_root" {
  description = "Whether the container's file system is read-only but for /tmp."
  type        = bool
  default     = true
  nullable    = false
}

variable "region" {
  description = "Region of the logs."
  type        = string
  nullable    = false
}

variable "spot" {
  description = "Whether tasks run on spare capacity, cheaper but ended at two minutes' notice."
  type        = bool
  default     = false
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

variable "task_role_arn" {
  description = "Role of the code."
  type        = string
  nullable    = false
}

variable "timeout_seconds" {
  description = "Seconds in which a message must be handled; a task that is stopped gets as many, and 120 at most."
  type        = number
  nullable    = false

  validation {
    condition     = var.timeout_seconds >= 1 && var.timeout_seconds <= 43200
    error_message = "timeout_seconds must be from 1 to 43200, the longest time that SQS hides a message."
  }
}

variable "tmp_mb" {
  description = "MiB that /tmp may take of the task's memory."
  type        = number
  default     = 128
  nullable    = false

  validation {
    condition     = var.tmp_mb >= 1 && var.tmp_mb == floor(var.tmp_mb) && var.tmp_mb < var.memory_mb
    error_message = "tmp_mb must be a whole number of MiB from 1 and below memory_mb."
  }
}

variable "vpc_id" {
  description = "Network of the subnets."
  type        = string
  nullable    = false
}
