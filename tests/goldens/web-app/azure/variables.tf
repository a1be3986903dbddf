# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider azure` writes it again and keeps edits.

variable "database_administrator" {
  description = "The Entra ID administrator of the databases. Without an object id it is whoever applies (principal_type User or ServicePrincipal must then say which); give an Entra ID group so that it does not change with who applies."
  type = object({
    name           = optional(string)
    object_id      = optional(string)
    principal_type = optional(string, "ServicePrincipal")
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["Group", "ServicePrincipal", "User"], var.database_administrator.principal_type)
    error_message = "The principal type must be Group, ServicePrincipal or User."
  }

  validation {
    condition     = var.database_administrator.object_id == null || can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", var.database_administrator.object_id))
    error_message = "The object id must be a lower-case UUID."
  }

  validation {
    condition     = (var.database_administrator.object_id == null) == (var.database_administrator.name == null)
    error_message = "Give both the administrator's object id and its name, or neither."
  }
}

variable "domain" {
  description = "The host name that users call, or null for Azure's own."
  type        = string
  default     = null

  validation {
    condition     = var.domain == null || can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+([a-z]{2,63}|xn--[a-z0-9-]{1,59})$", var.domain))
    error_message = "The domain must be a host name in lower case, such as www.example.com."
  }
}

variable "environment" {
  description = "The environment that this stack is."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "The environment must be dev, staging or prod."
  }
}

variable "location" {
  description = "The region of every resource that has one, as the CLI writes it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]+$", var.location))
    error_message = "The location must have lower-case letters and digits only, such as eastus or westeurope."
  }
}

variable "operator_ip_ranges" {
  description = "The addresses from which operators set secrets, in CIDR notation. While the list is empty, vaults are closed to the internet."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for range in var.operator_ip_ranges : can(cidrhost(range, 0))])
    error_message = "Every range must be in CIDR notation, such as 203.0.113.7/32."
  }
}

variable "prefix" {
  description = "What the names of shared resources begin with: project and environment."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,18}[a-z0-9])?$", var.prefix))
    error_message = "The prefix must have 1 to 20 lower-case letters, digits and hyphens, begin with a letter and end with a letter or digit."
  }
}

variable "project" {
  description = "The name of the project."
  type        = string
  nullable    = false
}

variable "subscription_id" {
  description = "The only subscription that this stack may be applied to, or null for the one that ARM_SUBSCRIPTION_ID names."
  type        = string
  default     = null

  validation {
    condition     = var.subscription_id == null || can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", var.subscription_id))
    error_message = "The subscription must be a lower-case UUID."
  }
}

variable "tags" {
  description = "Tags for every resource that takes tags, besides application, environment and managed_by."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "app_cache" {
  description = "Session cache (cache, Azure Managed Redis)."
  type = object({
    name              = string
    sku_name          = string
    high_availability = bool
  })
  nullable = false
}

variable "app_db" {
  description = "Application database (relational-db, Azure Database for PostgreSQL flexible server)."
  type = object({
    name                 = string
    sku_name             = string
    engine_version       = string
    database             = string
    storage_gb           = number
    high_availability    = bool
    backup_days          = number
    geo_redundant_backup = bool
    deletion_protection  = bool
  })
  nullable = false
}

variable "assets" {
  description = "Static files (object-store, Azure Blob Storage)."
  type = object({
    name                = string
    replication_type    = string
    noncurrent_days     = number
    cool_after_days     = number
    deletion_protection = bool
    public              = bool
    private             = bool
  })
  nullable = false
}

variable "budget" {
  description = "Budget (budget, Azure budget)."
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
  description = "Cluster (cluster, Azure Container Apps environment)."
  type = object({
    name           = string
    internal       = bool
    zone_redundant = bool
  })
  nullable = false
}

variable "edge" {
  description = "Edge (cdn, Azure Front Door)."
  type = object({
    name              = string
    sku_name          = string
    cache_ttl_seconds = number
  })
  nullable = false
}

variable "identity" {
  description = "Workload identities (identity, Managed identities for Azure resources)."
  type = object({
    names = map(string)
  })
  nullable = false
}

variable "logs" {
  description = "Logs (logs, Azure Monitor Logs)."
  type = object({
    retention_days      = number
    daily_quota_gb      = number
    sampling_percentage = number
  })
  nullable = false
}

variable "network" {
  description = "Network (network, Azure Virtual Network)."
  type = object({
    address_space     = string
    private_dns_zones = list(string)
    subnets           = list(string)
  })
  nullable = false
}

variable "registry" {
  description = "Container registry (registry, Azure Container Registry)."
  type = object({
    name = string
    sku  = string
  })
  nullable = false
}

variable "shield" {
  description = "Firewall (firewall, Azure Web Application Firewall on Front Door)."
  type = object({
    name                = string
    sku_name            = string
    mode                = string
    requests_per_minute = number
    blocked_ranges      = list(string)
  })
  nullable = false
}

variable "uploads" {
  description = "Uploaded pictures (object-store, Azure Blob Storage)."
  type = object({
    name                = string
    replication_type    = string
    noncurrent_days     = number
    cool_after_days     = number
    deletion_protection = bool
    public              = bool
    private             = bool
  })
  nullable = false
}

variable "vault" {
  description = "Secrets (secrets, Azure Key Vault)."
  type = object({
    name             = string
    secret_names     = list(string)
    recovery_days    = number
    purge_protection = bool
  })
  nullable = false
}

variable "watch" {
  description = "Observability (observability, Azure Monitor)."
  type = object({
    name               = string
    emails             = list(string)
    error_percent      = number
    latency_ms         = number
    saturation_percent = number
    queue_age_seconds  = number
  })
  nullable = false
}

variable "web" {
  description = "Web application (service, Azure Container Apps)."
  type = object({
    name                 = string
    cpu                  = number
    memory               = string
    image                = string
    command              = list(string)
    port                 = number
    health_path          = string
    min_replicas         = number
    max_replicas         = number
    concurrency          = number
    scale_at_cpu_percent = number
    shutdown_seconds     = number
    timeout_seconds      = number
  })
  nullable = false
}
