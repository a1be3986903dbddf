# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider azure` writes it again and keeps edits.

variable "database_administrator" {
  description = "The Entra ID principal that administers the databases beside their setup jobs: best a group, which stays when people change. A group and a service principal go by their display name, a user by the user principal name. Null is nobody."
  type = object({
    name           = string
    object_id      = string
    principal_type = string
  })
  default = null

  validation {
    condition     = var.database_administrator == null || contains(["Group", "ServicePrincipal", "User"], try(var.database_administrator.principal_type, ""))
    error_message = "The principal type must be Group, ServicePrincipal or User."
  }

  validation {
    condition     = var.database_administrator == null || can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", var.database_administrator.object_id))
    error_message = "The object id must be a lower-case UUID."
  }
}

variable "dns_zone" {
  description = "Resource id of the Azure DNS zone that gets the domain's records; null leaves them to you."
  type        = string
  default     = null

  validation {
    condition     = var.dns_zone == null || can(regex("(?i)^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.Network/dnsZones/[^/]+$", var.dns_zone))
    error_message = "dns_zone must be the resource id of a DNS zone."
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

variable "domain_aliases" {
  description = "Further host names that users call, each with a certificate."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "domain_ready" {
  description = "Whether the domain answers: the records of the outputs are in a zone of your own and the certificate is there. Front Door's own name answers no more."
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
  description = "The addresses from which operators set secrets and upload files, in CIDR notation. While the list is empty, vaults and private stores are closed to the internet."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for range in var.operator_ip_ranges : can(cidrnetmask(range)) && !endswith(range, "/31")])
    error_message = "Every range must be an IPv4 range in CIDR notation, such as 203.0.113.7/32; a storage account takes no /31."
  }
}

variable "operators" {
  description = "The people and groups who may set secrets and upload files, by a name of your choice: the object id in Entra ID, and User, Group or ServicePrincipal."
  type        = map(object({ object_id = string, principal_type = optional(string, "User") }))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for operator in values(var.operators) : can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", operator.object_id))])
    error_message = "Every object id must be a lower-case UUID."
  }

  validation {
    condition     = alltrue([for operator in values(var.operators) : contains(["Group", "ServicePrincipal", "User"], operator.principal_type)])
    error_message = "Every principal type must be Group, ServicePrincipal or User."
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
    # The name of the cache, unique in its region.
    name = string
    # The size of the cache; about a fifth of its memory is reserved.
    sku_name = string
    # Whether a second copy of the data stands by, at twice the price. Changing it recreates the cache.
    high_availability = bool
  })
  nullable = false
}

variable "app_db" {
  description = "Application database (relational-db, Azure Database for PostgreSQL flexible server)."
  type = object({
    # The name of the server, unique in all of Azure.
    name = string
    # The size of the server: tier, then machine type.
    sku_name = string
    # The major version of PostgreSQL.
    engine_version = string
    # The name of the database.
    database = string
    # The storage in GiB, rounded up to the next size that Azure sells. It never grows by itself, and a size below the real one recreates the server: where somebody enlarged it by hand, write that size here before the next apply.
    storage_gb = number
    # Whether a standby runs in another zone, at twice the price. Burstable sizes cannot have one.
    high_availability = bool
    # How many days backups are kept.
    backup_days = number
    # Whether a copy of the backups is kept in the paired region. Changing it recreates the server.
    geo_redundant_backup = bool
    # Whether a lock keeps the server from being deleted.
    deletion_protection = bool
  })
  nullable = false
}

variable "assets" {
  description = "Static files (object-store, Azure Blob Storage)."
  type = object({
    # The name of the storage account, unique in all of Azure.
    name = string
    # How many copies are kept, and where.
    replication_type = string
    # How many days replaced and deleted blobs can be restored.
    noncurrent_days = number
    # The days after which a blob moves to the cool tier; null keeps it in the hot one.
    cool_after_days = number
    # Whether a lock keeps the account from being deleted outside of Terraform.
    deletion_protection = bool
    # Whether blobs are read without a login, once a CDN is in front of the store.
    public = bool
  })
  nullable = false
}

variable "budget" {
  description = "Budget (budget, Azure budget)."
  type = object({
    # The name of the budget.
    name = string
    # What a month may cost, in the currency of the subscription's bill; null makes no budget.
    amount = optional(number, null)
    # The shares of the amount, in percent, at which what was spent raises an alert.
    actual_percents = list(number)
    # The shares of the amount, in percent, at which the month's forecast raises an alert.
    forecast_percents = list(number)
    # The addresses that are told directly.
    emails = list(string)
  })
  nullable = false
}

variable "cluster" {
  description = "Cluster (cluster, Azure Container Apps environment)."
  type = object({
    # The name of the environment.
    name = string
    # Whether the environment is closed to the internet and reached through Private Link alone, unless users call one of its services directly. Changing it recreates the environment.
    internal = bool
    # Whether replicas are spread over the region's zones. Changing it recreates the environment.
    zone_redundant = bool
  })
  nullable = false
}

variable "edge" {
  description = "Edge (cdn, Azure Front Door)."
  type = object({
    # The name of the profile and its endpoint, unique in all of Azure.
    name = string
    # The tier: Premium adds private links to origins and managed firewall rules. Changing it recreates the profile.
    sku_name = string
    # How long a copy of a public file stays in the cache and with the browser unless the file says otherwise.
    cache_ttl_seconds = number
  })
  nullable = false
}

variable "identity" {
  description = "Workload identities (identity, Managed identities for Azure resources)."
  type = object({
    # The names of the identities, by component.
    names = map(string)
  })
  nullable = false
}

variable "logs" {
  description = "Logs (logs, Azure Monitor Logs)."
  type = object({
    # How many days logs are kept; the first 30 are free.
    retention_days = number
    # How many GB of logs a day are taken in; -1 means no limit.
    daily_quota_gb = number
    # The share of telemetry that is kept.
    sampling_percentage = number
  })
  nullable = false
}

variable "migrate" {
  description = "Migrations of the database (job, Azure Container Apps job)."
  type = object({
    # The name of the job and its container.
    name = string
    # The vCPUs of one replica.
    cpu = number
    # The memory of one replica: the Consumption profile gives 2 GiB with each vCPU.
    memory = string
    # The command that replaces the image's own.
    command = optional(list(string), [])
    # When the job runs, in UTC, as in cron: minute, hour, day of month, month, day of week. Null waits for run.sh.
    schedule = string
    # The time after which a run is ended.
    timeout_seconds = number
    # How often a failed run is tried again.
    max_retries = number
  })
  nullable = false
}

variable "migrate_image" {
  description = "Migrations of the database: The image with its tag or digest; a name without a registry's host is looked for in the stack's registry. While it is null, a public placeholder runs."
  type        = string
  default     = null
}

variable "network" {
  description = "Network (network, Azure Virtual Network)."
  type = object({
    # The address range of the virtual network, as a /16 in CIDR notation.
    address_space = string
    # The private DNS zones to link to the network.
    private_dns_zones = optional(list(string), [])
    # The compute subnets that the stack's components need: apps (Container Apps), functions (Flex Consumption).
    subnets = optional(list(string), [])
  })
  nullable = false
}

variable "registry" {
  description = "Container registry (registry, Azure Container Registry)."
  type = object({
    # The name of the registry, unique in all of Azure.
    name = string
    # The tier: Premium adds throughput and the removal of untagged images. It can be changed in place.
    sku = string
  })
  nullable = false
}

variable "shield" {
  description = "Firewall (firewall, Azure Web Application Firewall on Front Door)."
  type = object({
    # The name of the policy.
    name = string
    # The tier, which must be that of the Front Door profile it protects.
    sku_name = string
    # Whether matching requests are blocked (Prevention) or only logged (Detection).
    mode = string
    # How many requests an address may send in a minute before it is blocked.
    requests_per_minute = number
    # Address ranges that are always refused, in CIDR notation.
    blocked_ranges = optional(list(string), [])
  })
  nullable = false
}

variable "uploads" {
  description = "Uploaded pictures (object-store, Azure Blob Storage)."
  type = object({
    # The name of the storage account, unique in all of Azure.
    name = string
    # How many copies are kept, and where.
    replication_type = string
    # How many days replaced and deleted blobs can be restored.
    noncurrent_days = number
    # The days after which a blob moves to the cool tier; null keeps it in the hot one.
    cool_after_days = number
    # Whether a lock keeps the account from being deleted outside of Terraform.
    deletion_protection = bool
    # Whether blobs are read without a login, once a CDN is in front of the store.
    public = bool
  })
  nullable = false
}

variable "vault" {
  description = "Secrets (secrets, Azure Key Vault)."
  type = object({
    # The name of the vault, unique in all of Azure and kept by deleted vaults until they are purged.
    name = string
    # The names of the secrets that operators set; no value passes through Terraform.
    secret_names = optional(list(string), [])
    # How many days deleted secrets and vaults are kept. It cannot be changed later.
    recovery_days = number
    # Whether a deleted vault stays recoverable until its retention ends. It cannot be switched off again.
    purge_protection = bool
  })
  nullable = false
}

variable "watch" {
  description = "Observability (observability, Azure Monitor)."
  type = object({
    # The name that the module's resources carry.
    name = string
    # The addresses that alarms are sent to.
    emails = optional(list(string), [])
    # The share of failed requests that raises an alarm, from which components take their thresholds.
    error_percent = number
    # The slowness that raises an alarm, from which components take their thresholds.
    latency_ms = number
    # The use of processors, memory or storage that raises an alarm, from which components take their thresholds.
    saturation_percent = number
    # The time that a queue may go without being empty before an alarm is raised, from which queues take their thresholds.
    queue_age_seconds = number
  })
  nullable = false
}

variable "web" {
  description = "Web application (service, Azure Container Apps)."
  type = object({
    # The name of the service and its container.
    name = string
    # The vCPUs of one replica.
    cpu = number
    # The memory of one replica: the Consumption profile gives 2 GiB with each vCPU.
    memory = string
    # The command that replaces the image's own.
    command = optional(list(string), [])
    # The port on which the container listens.
    port = number
    # The path that answers 200 when a replica can take requests.
    health_path = string
    # The replicas that always run; 0 costs nothing while there is nothing to do.
    min_replicas = number
    # The replicas at most.
    max_replicas = number
    # The requests that one replica takes before another starts.
    concurrency = number
    # The use of its processors at which another replica starts, while at least one always runs.
    scale_at_cpu_percent = number
    # The time that a replica gets to finish its requests when it is stopped.
    shutdown_seconds = number
    # Time in which a request must be answered.
    timeout_seconds = number
  })
  nullable = false
}

variable "web_image" {
  description = "Web application: The image with its tag or digest; a name without a registry's host is looked for in the stack's registry. While it is null, a public placeholder runs."
  type        = string
  default     = null
}
