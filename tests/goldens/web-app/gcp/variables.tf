# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider gcp` writes it again and keeps edits.

variable "domain" {
  description = "Host name at the edge, served over HTTPS; null serves plain HTTP, for trials only."
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

variable "labels" {
  description = "Labels beside project, environment and component."
  type        = map(string)
  default     = {}
  nullable    = false
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
  description = "Name of the system, the value of its label."
  type        = string
  nullable    = false
}

variable "project_id" {
  description = "Google Cloud project of this environment; null takes the login's."
  type        = string
  default     = null

  validation {
    condition     = var.project_id == null || can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id must be 6 to 30 lower-case letters, digits and hyphens, start with a letter and not end with a hyphen."
  }
}

variable "region" {
  description = "Region of all regional resources."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "region must be a Google Cloud region such as us-central1."
  }
}

variable "app_cache" {
  description = "Session cache (cache, Memorystore for Valkey)."
  type = object({
    name                = string
    node_type           = string
    replicas            = number
    deletion_protection = bool
  })
  nullable = false
}

variable "app_db" {
  description = "Application database (relational-db, Cloud SQL for PostgreSQL)."
  type = object({
    name                = string
    tier                = string
    engine_version      = string
    database            = string
    storage_gb          = number
    high_availability   = bool
    backup_days         = number
    deletion_protection = bool
  })
  nullable = false
}

variable "assets" {
  description = "Static files (object-store, Cloud Storage)."
  type = object({
    name                = string
    noncurrent_days     = number
    cool_after_days     = number
    deletion_protection = bool
  })
  nullable = false
}

variable "budget" {
  description = "Budget (budget, Cloud Billing budget)."
  type = object({
    name              = string
    amount            = number
    currency          = string
    actual_percents   = list(number)
    forecast_percents = list(number)
    emails            = list(string)
    billing_account   = string
    whole_project     = bool
  })
  nullable = false
}

variable "edge" {
  description = "Edge (cdn, Cloud CDN)."
  type = object({
    cache_ttl_seconds = number
  })
  nullable = false
}

variable "identity" {
  description = "Workload identities (identity, Google Cloud service accounts)."
  type = object({
    names = map(string)
  })
  nullable = false
}

variable "load_balancer" {
  description = "Load balancer (load-balancer, External Application Load Balancer)."
  type = object({
    name            = string
    log_sample_rate = number
  })
  nullable = false
}

variable "logs" {
  description = "Logs (logs, Cloud Logging)."
  type = object({
    retention_days = number
  })
  nullable = false
}

variable "network" {
  description = "Network (network, Google Cloud VPC)."
  type = object({
    cidr              = string
    nat               = bool
    flow_log_sampling = number
  })
  nullable = false
}

variable "registry" {
  description = "Container registry (registry, Artifact Registry)."
  type = object({
    name        = string
    keep_images = number
    scan        = bool
  })
  nullable = false
}

variable "shield" {
  description = "Firewall (firewall, Google Cloud Armor)."
  type = object({
    name                = string
    requests_per_minute = number
    block               = bool
    blocked_ranges      = list(string)
  })
  nullable = false
}

variable "uploads" {
  description = "Uploaded pictures (object-store, Cloud Storage)."
  type = object({
    name                = string
    noncurrent_days     = number
    cool_after_days     = number
    deletion_protection = bool
  })
  nullable = false
}

variable "vault" {
  description = "Secrets (secrets, Secret Manager)."
  type = object({
    name                = string
    secrets             = list(string)
    recovery_days       = number
    deletion_protection = bool
  })
  nullable = false
}

variable "watch" {
  description = "Observability (observability, Cloud Monitoring)."
  type = object({
    name              = string
    emails            = list(string)
    error_share       = number
    latency_ms        = number
    saturation_share  = number
    queue_age_seconds = number
  })
  nullable = false
}

variable "web" {
  description = "Web application (service, Cloud Run)."
  type = object({
    name                = string
    cpu                 = number
    image               = string
    command             = list(string)
    memory_mb           = number
    timeout_seconds     = number
    deletion_protection = bool
    port                = number
    health_path         = string
    min_replicas        = number
    max_replicas        = number
    concurrency         = number
  })
  nullable = false
}
