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

variable "domain" {
  description = "Host name that users call; null answers on AWS's own."
  type        = string
  default     = null
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

variable "app_cache" {
  description = "Session cache (cache, Amazon ElastiCache for Valkey)."
  type = object({
    name          = string
    node_type     = string
    nodes         = number
    snapshot_days = number
  })
  nullable = false
}

variable "app_db" {
  description = "Application database (relational-db, Amazon Aurora PostgreSQL Serverless v2)."
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

variable "assets" {
  description = "Static files (object-store, Amazon S3)."
  type = object({
    name                = string
    noncurrent_days     = number
    cool_after_days     = number
    deletion_protection = bool
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

variable "edge" {
  description = "Edge (cdn, Amazon CloudFront)."
  type = object({
    name              = string
    cache_ttl_seconds = number
    price_class       = string
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

variable "registry" {
  description = "Container registry (registry, Amazon Elastic Container Registry)."
  type = object({
    keep_images         = number
    deletion_protection = bool
  })
  nullable = false
}

variable "shield" {
  description = "Firewall (firewall, AWS WAF)."
  type = object({
    name                = string
    requests_per_minute = number
    block               = bool
    blocked_ranges      = list(string)
  })
  nullable = false
}

variable "uploads" {
  description = "Uploaded pictures (object-store, Amazon S3)."
  type = object({
    name                = string
    noncurrent_days     = number
    cool_after_days     = number
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

variable "web" {
  description = "Web application (service, Amazon ECS on AWS Fargate)."
  type = object({
    name                 = string
    cpu_units            = number
    memory_mb            = number
    image                = string
    command              = list(string)
    port                 = number
    health_path          = string
    min_replicas         = number
    max_replicas         = number
    scale_at_cpu_percent = number
    timeout_seconds      = number
    shutdown_seconds     = number
    spot                 = bool
    deletion_protection  = bool
  })
  nullable = false
}
