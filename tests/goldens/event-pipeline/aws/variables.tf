# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider aws` writes it again and keeps edits.

variable "account_id" {
  description = "The account of this environment; the provider refuses any other. Null takes the login's."
  type        = string
  default     = null

  validation {
    condition     = var.account_id == null || can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be 12 digits."
  }
}

variable "environment" {
  description = "The environment that this stack is."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "environment must be dev, staging or prod."
  }
}

variable "prefix" {
  description = "First part of the names of what belongs to no component."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,18}[a-z0-9]$", var.prefix))
    error_message = "prefix must be 2 to 20 lower-case letters, digits and hyphens, starting with a letter."
  }
}

variable "project" {
  description = "Name of the system, the value of its tag."
  type        = string
  nullable    = false
}

variable "region" {
  description = "Region of everything but the edge."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region must be an AWS region such as us-east-1."
  }
}

variable "tags" {
  description = "Tags beside project, environment and component."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "arrivals" {
  description = "Arrived files (queue, Amazon SQS)."
  type = object({
    name                       = string
    retention_seconds          = number
    max_receives               = number
    visibility_timeout_seconds = number
  })
  nullable = false
}

variable "budget" {
  description = "Budget (budget, AWS Budgets)."
  type = object({
    name              = string
    amount            = number
    actual_percents   = list(number)
    forecast_percents = list(number)
    emails            = list(string)
  })
  nullable = false
}

variable "cluster" {
  description = "Cluster (cluster, Amazon ECS cluster)."
  type = object({
    name = string
  })
  nullable = false
}

variable "failed_arrivals" {
  description = "Files that nobody could read (dead-letter, Amazon SQS dead-letter queue)."
  type = object({
    name              = string
    retention_seconds = number
  })
  nullable = false
}

variable "fetch" {
  description = "Fetcher (job, Amazon ECS task on a schedule)."
  type = object({
    name            = string
    cpu_units       = number
    memory_mb       = number
    image           = string
    command         = list(string)
    schedule        = string
    timeout_seconds = number
    max_retries     = number
  })
  nullable = false
}

variable "identity" {
  description = "Workload identities (identity, AWS IAM roles)."
  type = object({
    names = map(string)
  })
  nullable = false
}

variable "importer" {
  description = "Importer (worker, AWS Lambda)."
  type = object({
    name            = string
    image           = string
    command         = list(string)
    memory_mb       = number
    timeout_seconds = number
    batch_size      = number
    max_replicas    = number
  })
  nullable = false
}

variable "inbox" {
  description = "Fetched files (object-store, Amazon S3)."
  type = object({
    name                = string
    noncurrent_days     = number
    cool_after_days     = number
    deletion_protection = bool
  })
  nullable = false
}

variable "logs" {
  description = "Logs (logs, Amazon CloudWatch Logs)."
  type = object({
    retention_days = number
  })
  nullable = false
}

variable "network" {
  description = "Network (network, Amazon VPC)."
  type = object({
    cidr_block         = string
    availability_zones = number
    nat_gateways       = number
  })
  nullable = false
}

variable "records" {
  description = "Records (relational-db, Amazon Aurora PostgreSQL Serverless v2)."
  type = object({
    name                = string
    engine_version      = string
    database            = string
    min_capacity        = number
    max_capacity        = number
    instances           = number
    backup_days         = number
    deletion_protection = bool
  })
  nullable = false
}

variable "registry" {
  description = "Container registry (registry, Amazon Elastic Container Registry)."
  type = object({
    keep_images         = number
    deletion_protection = bool
  })
  nullable = false
}

variable "vault" {
  description = "Secrets (secrets, AWS Secrets Manager)."
  type = object({
    name          = string
    secrets       = list(string)
    recovery_days = number
  })
  nullable = false
}

variable "watch" {
  description = "Observability (observability, Amazon CloudWatch)."
  type = object({
    name               = string
    emails             = list(string)
    error_percent      = number
    latency_seconds    = number
    saturation_percent = number
    queue_age_seconds  = number
  })
  nullable = false
}
