variable "cluster_arn" {
  description = "ARN of the cluster."
  type        = string
  nullable    = false
}

variable "command" {
  description = "Command that replaces the image's own; empty keeps it."
  type        = list(string)
  default     = []
  nullable    = false
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
  description = "Image with its tag or digest; null keeps the schedule from being made."
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

variable "max_retries" {
  description = "How often a failed run is tried again."
  type        = number
  nullable    = false

  validation {
    condition     = var.max_retries >= 0 && var.max_retries <= 10
    error_message = "max_retries must be from 0 to 10."
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

variable "name" {
  description = "Name of the job and its parts."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,64}$", var.name))
    error_message = "name must be at most 64 letters, digits, hyphens and underscores."
  }
}

variable "partition" {
  description = "Partition of the account, such as aws."
  type        = string
  nullable    = false
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

variable "runner_role_arn" {
  description = "Role with which the state machine runs tasks."
  type        = string
  nullable    = false
}

variable "schedule" {
  description = "When it runs, in UTC, as in cron: minute, hour, day of month, month, day of week. Null waits for run.sh."
  type        = string

  validation {
    condition     = var.schedule == null || length(split(" ", coalesce(var.schedule, " "))) == 5
    error_message = "schedule must have five fields."
  }

  validation {
    condition     = var.schedule == null || try(split(" ", var.schedule)[2] == "*" || split(" ", var.schedule)[4] == "*", false)
    error_message = "schedule must leave the day of month or the day of week open: EventBridge takes one of the two."
  }

  validation {
    condition     = var.schedule == null || try(!strcontains(split(" ", var.schedule)[4], "/"), false)
    error_message = "schedule must name days of the week without steps."
  }
}

variable "scheduler_role_arn" {
  description = "Role with which the schedule starts the state machine."
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

variable "task_role_arn" {
  description = "Role of the code."
  type        = string
  nullable    = false
}

variable "timeout_seconds" {
  description = "Seconds after which a run is ended."
  type        = number
  nullable    = false

  validation {
    condition     = var.timeout_seconds >= 60
    error_message = "timeout_seconds must be at least 60."
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
