variable "callers" {
  description = "The CDN and components that call the service, through its internal load balancer."
  type        = map(bool)
  default     = {}
  nullable    = false
}

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

variable "cpu_units" {
  description = "CPU units of a task, 1024 for a processor."
  type        = number
  nullable    = false

  validation {
    condition     = contains([256, 512, 1024, 2048, 4096, 8192, 16384], var.cpu_units)
    error_message = "cpu_units must be 256, 512, 1024, 2048, 4096, 8192 or 16384."
  }
}

variable "deletion_protection" {
  description = "Whether the load balancer refuses to be destroyed."
  type        = bool
  default     = true
  nullable    = false
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

variable "firewalls" {
  description = "ARN of the web ACL in front of the public load balancer, by component."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length(var.firewalls) <= 1
    error_message = "firewalls must name one web ACL at most."
  }

  validation {
    condition     = length(var.firewalls) == 0 || length(var.public) > 0
    error_message = "firewalls needs an entry of public: a web ACL protects the public load balancer."
  }
}

variable "health_path" {
  description = "Path that answers 200 when a task can take requests."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.health_path, "/")
    error_message = "health_path must begin with a slash."
  }
}

variable "image" {
  description = "Image with its tag or digest; null runs a public placeholder."
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
  description = "Tasks that always run."
  type        = number
  nullable    = false
}

variable "name" {
  description = "Name of the service and its parts; the load balancer takes no more than 32 characters."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,30}[a-z0-9]$", var.name))
    error_message = "name must be 2 to 32 lower-case letters, digits and hyphens, starting with a letter."
  }
}

variable "port" {
  description = "Port on which the container listens."
  type        = number
  nullable    = false

  validation {
    condition     = var.port > 1023 && var.port < 65536
    error_message = "port must be from 1024 to 65535: the user of the container may not bind lower ones."
  }
}

variable "public" {
  description = "The ways in for users, by who lets them in, themselves or a firewall: own host names (without one there is no certificate), whether their records are set, the Route 53 zone that gets them instead, environment, and public subnets."
  type = map(object({
    domain         = string
    domain_aliases = optional(list(string), [])
    domain_ready   = optional(bool, false)
    dns_zone       = optional(string)
    environment    = string
    subnet_ids     = list(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = length(distinct(values(var.public))) <= 1
    error_message = "public must have the same settings in every entry: there is one public load balancer."
  }

  validation {
    condition     = alltrue([for way in values(var.public) : way.domain != null || length(way.domain_aliases) == 0])
    error_message = "public.domain_aliases needs domain, which is the first name."
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

variable "scale_at_cpu_percent" {
  description = "CPU load that adds a task."
  type        = number
  nullable    = false
}

variable "shutdown_seconds" {
  description = "Seconds that a task gets to finish its requests when it is stopped."
  type        = number
  nullable    = false

  validation {
    condition     = var.shutdown_seconds >= 1 && var.shutdown_seconds <= 120
    error_message = "shutdown_seconds must be from 1 to 120."
  }
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
  description = "Seconds in which a request must be answered."
  type        = number
  nullable    = false

  validation {
    condition     = var.timeout_seconds >= 1 && var.timeout_seconds <= 4000
    error_message = "timeout_seconds must be from 1 to 4000."
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
