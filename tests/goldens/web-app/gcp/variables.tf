# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider gcp` writes it again and keeps edits.

variable "dns_zone" {
  description = "Name of the Cloud DNS managed zone, in the same project, that gets the domain's records; null leaves them to you."
  type        = string
  default     = null

  validation {
    condition     = var.dns_zone == null || can(regex("^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$", var.dns_zone))
    error_message = "dns_zone must be the name of a managed zone."
  }
}

variable "domain" {
  description = "Host name at the edge, served over HTTPS; null serves plain HTTP, for trials only."
  type        = string
  default     = null
}

variable "domain_aliases" {
  description = "Further host names that users call, each with a certificate."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "domain_ready" {
  description = "Whether the records of the output load_balancer_dns_records are set; without dns_zone, plain HTTP is redirected to the domain from then on."
  type        = bool
  default     = false
  nullable    = false
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
    # Name of the instance.
    name = string
    # Size of each node, such as SHARED_CORE_NANO (1.4 GB) or HIGHMEM_MEDIUM (13 GB).
    node_type = string
    # Version of Valkey, such as VALKEY_8_0. A later one is an update in place, an earlier one isn't possible.
    engine_version = string
    # Number of replicas in other zones, ready to take over.
    replicas = number
    # Whether Terraform refuses to delete the instance.
    deletion_protection = bool
  })
  nullable = false
}

variable "app_db" {
  description = "Application database (relational-db, Cloud SQL for PostgreSQL)."
  type = object({
    # Name of the instance.
    name = string
    # Machine type: db-f1-micro, db-g1-small or db-custom-VCPUS-MEMORY_MB.
    tier = string
    # Database flags beside those of this module, or instead of them, by name, such as max_connections.
    flags = optional(map(string), {})
    # Days that the last backup is kept after the instance was deleted; 0 takes none, and deletes the daily ones, too.
    final_backup_days = number
    # Major version of PostgreSQL.
    engine_version = string
    # Name of the database inside the instance.
    database = string
    # Least size of the disk in GB; it grows on demand and never shrinks.
    storage_gb = number
    # Whether a standby in a second zone takes over when the first fails (doubles the price).
    high_availability = bool
    # Daily backups to keep.
    backup_days = number
    # Whether Terraform refuses to delete the instance.
    deletion_protection = bool
  })
  nullable = false
}

variable "assets" {
  description = "Static files (object-store, Cloud Storage)."
  type = object({
    # Name of the bucket, unique in all of Google Cloud.
    name = string
    # Days for which an overwritten or deleted version of an object is kept.
    noncurrent_days = number
    # Age in days at which objects move to the Nearline class; null keeps them in the first one.
    cool_after_days = number
    # Whether Terraform empties the bucket to delete it; Cloud Storage itself deletes no bucket that holds objects.
    force_destroy = bool
  })
  nullable = false
}

variable "budget" {
  description = "Budget (budget, Cloud Billing budget)."
  type = object({
    # Name of the budget.
    name = string
    # What a month may cost; null makes no budget.
    amount = optional(number, null)
    # Currency of the amount, which must be the billing account's.
    currency = string
    # Shares of the amount, in percent, at which what was spent raises an alert.
    actual_percents = list(number)
    # Shares of the amount, in percent, at which the month's forecast raises an alert.
    forecast_percents = list(number)
    # Addresses that are told, beside the channels.
    emails = list(string)
    # Billing account that the budget is in; null takes the one that pays for the project.
    billing_account = optional(string, null)
    # Whether all of the project's costs count, or those of what carries the stack's label.
    whole_project = bool
  })
  nullable = false
}

variable "edge" {
  description = "Edge (cdn, Cloud CDN)."
  type = object({
    # How long a file stays in the cache unless its own header says otherwise.
    cache_ttl_seconds = number
  })
  nullable = false
}

variable "identity" {
  description = "Workload identities (identity, Google Cloud service accounts)."
  type = object({
    # Id of each account, by component.
    names = map(string)
  })
  nullable = false
}

variable "load_balancer" {
  description = "Load balancer (load-balancer, External Application Load Balancer)."
  type = object({
    # Name of the load balancer and prefix of its parts.
    name = string
    # Share of requests that is logged, from 0 to 1; behind a firewall each one is.
    log_sample_rate = number
  })
  nullable = false
}

variable "logs" {
  description = "Logs (logs, Cloud Logging)."
  type = object({
    # Name of the log bucket, its sink and its exclusion.
    name = string
    # Days that logs are kept; more than 30 are billed.
    retention_days = number
  })
  nullable = false
}

variable "migrate" {
  description = "Migrations of the database (job, Cloud Run job)."
  type = object({
    # Name of the job.
    name = string
    # Processors of an instance: 1, 2, 4, 6 or 8.
    cpu = number
    # Command that replaces the image's own; empty keeps it.
    command = optional(list(string), [])
    # Memory of an instance in MiB.
    memory_mb = number
    # Seconds after which a run is ended.
    timeout_seconds = number
    # Whether Terraform refuses to delete the job.
    deletion_protection = bool
    # When it runs, in UTC, as in cron. Null waits for run.sh.
    schedule = string
    # How often a failed run is tried again.
    max_retries = number
  })
  nullable = false
}

variable "migrate_image" {
  description = "Migrations of the database: Image with its tag or digest; null runs a public placeholder."
  type        = string
  default     = null
}

variable "network" {
  description = "Network (network, Google Cloud VPC)."
  type = object({
    # Private /16 that all ranges of this network are cut from.
    cidr = string
    # Whether outgoing traffic passes Cloud NAT and the firewall instead of leaving Cloud Run directly.
    nat = bool
    # Share of network flows that is logged, from 0 to 1.
    flow_log_sampling = number
  })
  nullable = false
}

variable "registry" {
  description = "Container registry (registry, Artifact Registry)."
  type = object({
    # Name of the repository.
    name = string
    # Newest images of each name that are never cleaned up.
    keep_images = number
    # Whether each pushed image is scanned for vulnerabilities (billed per image).
    scan = bool
    # Whether Terraform deletes the repository although it holds images.
    force_destroy = bool
  })
  nullable = false
}

variable "shield" {
  description = "Firewall (firewall, Google Cloud Armor)."
  type = object({
    # Prefix of the policies' names.
    name = string
    # Requests per minute after which one address gets status 429.
    requests_per_minute = number
    # Whether attacks are refused, or only logged.
    block = bool
    # Address ranges (CIDR) that are always refused, at most 10.
    blocked_ranges = list(string)
  })
  nullable = false
}

variable "uploads" {
  description = "Uploaded pictures (object-store, Cloud Storage)."
  type = object({
    # Name of the bucket, unique in all of Google Cloud.
    name = string
    # Days for which an overwritten or deleted version of an object is kept.
    noncurrent_days = number
    # Age in days at which objects move to the Nearline class; null keeps them in the first one.
    cool_after_days = number
    # Whether Terraform empties the bucket to delete it; Cloud Storage itself deletes no bucket that holds objects.
    force_destroy = bool
  })
  nullable = false
}

variable "vault" {
  description = "Secrets (secrets, Secret Manager)."
  type = object({
    # Prefix of each secret's name.
    name = string
    # Names of the secrets.
    secrets = list(string)
    # Days that a destroyed version can be restored.
    recovery_days = number
    # Whether Terraform refuses to delete a secret.
    deletion_protection = bool
  })
  nullable = false
}

variable "watch" {
  description = "Observability (observability, Cloud Monitoring)."
  type = object({
    # Name of the dashboard and prefix of the alerts.
    name = string
    # Addresses that alerts are sent to.
    emails = list(string)
    # Ids of notification channels that are there already and are told, too: projects/PROJECT/notificationChannels/NUMBER.
    channels = optional(list(string), [])
    # Share of failed requests that raises an alarm, from 0 to 1.
    error_share = number
    # 95th percentile of answer times that raises an alarm, in milliseconds.
    latency_ms = number
    # Share of processors, memory or storage in use that raises an alarm, from 0 to 1.
    saturation_share = number
    # Age of the oldest message that raises an alarm, in seconds.
    queue_age_seconds = number
  })
  nullable = false
}

variable "web" {
  description = "Web application (service, Cloud Run)."
  type = object({
    # Name of the service.
    name = string
    # Processors of an instance: 1, 2, 4, 6 or 8.
    cpu = number
    # Command that replaces the image's own; empty keeps it.
    command = optional(list(string), [])
    # Memory of an instance in MiB.
    memory_mb = number
    # Seconds in which a request must be answered.
    timeout_seconds = number
    # Whether Terraform refuses to delete the service.
    deletion_protection = bool
    # Port on which the container listens.
    port = number
    # Path that answers 200 when an instance can take requests.
    health_path = string
    # Instances that always run.
    min_replicas = number
    # Instances at most.
    max_replicas = number
    # Requests that one instance takes at a time.
    concurrency = number
  })
  nullable = false
}

variable "web_image" {
  description = "Web application: Image with its tag or digest; null runs a public placeholder."
  type        = string
  default     = null
}
