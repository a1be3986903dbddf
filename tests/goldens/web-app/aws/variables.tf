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

variable "dns_zone" {
  description = "Id of the Route 53 hosted zone that gets the domain's records; null leaves them to you."
  type        = string
  default     = null

  validation {
    condition     = var.dns_zone == null || can(regex("^Z[A-Z0-9]{1,31}$", var.dns_zone))
    error_message = "dns_zone must be the id of a hosted zone, such as Z0123456789ABCDEFGHIJ."
  }
}

variable "domain" {
  description = "Host name that users call; null answers on AWS's own."
  type        = string
  default     = null
}

variable "domain_aliases" {
  description = "Further host names that users call, on the same certificate."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "domain_ready" {
  description = "Whether the records of the outputs are in a zone of your own; without dns_zone the domain is served from then on."
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
    # Name of the cache.
    name = string
    # Size of a node, such as cache.t4g.micro.
    node_type = string
    # Number of nodes: one writes, the others are replicas in other zones.
    nodes = number
    # Version of Valkey, such as 8.0. A higher one upgrades the cache where it is; a lower one replaces it, and the data is lost.
    engine_version = optional(string, "8.0")
    # Days that a daily snapshot is kept, 0 for none.
    snapshot_days = number
    # Whether changes that may interrupt the cache take effect at once, and not in its next maintenance window.
    apply_immediately = optional(bool, false)
  })
  nullable = false
}

variable "app_db" {
  description = "Application database (relational-db, Amazon Aurora PostgreSQL Serverless v2)."
  type = object({
    # Identifier of the cluster.
    name = string
    # Major version of PostgreSQL; RDS picks and renews the minor one.
    engine_version = string
    # Name of the database in the cluster.
    database = string
    # Aurora capacity units that each instance keeps; 0 pauses it after an idle hour.
    min_capacity = number
    # Aurora capacity units of each instance at most.
    max_capacity = number
    # Number of instances: one writes, the others read and stand by in other zones.
    instances = number
    # Days that one can go back to.
    backup_days = number
    # Whether the cluster refuses to be destroyed.
    deletion_protection = optional(bool, true)
    # Whether a last snapshot is kept when the cluster is destroyed. It is paid for until somebody deletes it.
    final_snapshot = optional(bool, true)
    # Whether changes that may interrupt the database take effect at once, and not in its next maintenance window.
    apply_immediately = optional(bool, false)
  })
  nullable = false
}

variable "assets" {
  description = "Static files (object-store, Amazon S3)."
  type = object({
    # Name of the bucket, unique among all of AWS.
    name = string
    # Days that a replaced or deleted version of an object is kept.
    noncurrent_days = number
    # Days until an object moves to Intelligent-Tiering.
    cool_after_days = number
    # Whether the bucket is emptied when it is destroyed; otherwise one that holds objects refuses.
    force_destroy = optional(bool, false)
  })
  nullable = false
}

variable "budget" {
  description = "Budget (budget, AWS Budgets)."
  type = object({
    # Name of the budget.
    name = string
    # USD per month; null makes no budget.
    amount = optional(number, null)
    # Shares of the amount, in percent, at which what was spent raises an alert.
    actual_percents = list(number)
    # Shares of the amount, in percent, at which the month's forecast raises an alert.
    forecast_percents = list(number)
    # Addresses that are told directly.
    emails = list(string)
  })
  nullable = false
}

variable "cluster" {
  description = "Cluster (cluster, Amazon ECS cluster)."
  type = object({
    # Name of the cluster.
    name = string
  })
  nullable = false
}

variable "edge" {
  description = "Edge (cdn, Amazon CloudFront)."
  type = object({
    # Name of the distribution's parts, and its comment.
    name = string
    # Seconds that a file is kept unless its own header says otherwise.
    cache_ttl_seconds = number
    # Which edge locations answer: PriceClass_100 (fewest), PriceClass_200 or PriceClass_All.
    price_class = string
  })
  nullable = false
}

variable "identity" {
  description = "Workload identities (identity, AWS IAM roles)."
  type = object({
    # Name of each role, by component.
    names = map(string)
  })
  nullable = false
}

variable "logs" {
  description = "Logs (logs, Amazon CloudWatch Logs)."
  type = object({
    # Days that logs are kept.
    retention_days = number
  })
  nullable = false
}

variable "migrate" {
  description = "Migrations of the database (job, Amazon ECS task)."
  type = object({
    # Name of the job and its parts.
    name = string
    # CPU units of a task, 1024 for a processor.
    cpu_units = number
    # Memory of a task in MiB.
    memory_mb = number
    # Command that replaces the image's own; empty keeps it.
    command = optional(list(string), [])
    # Whether the container's file system is read-only but for /tmp.
    read_only_root = optional(bool, true)
    # MiB that /tmp may take of the task's memory.
    tmp_mb = optional(number, 128)
    # When it runs, in UTC, as in cron: minute, hour, day of month, month, day of week. Null waits for run.sh.
    schedule = string
    # Seconds after which a run is ended.
    timeout_seconds = number
    # How often a failed run is tried again.
    max_retries = number
  })
  nullable = false
}

variable "migrate_image" {
  description = "Migrations of the database: Image with its tag or digest; null keeps the schedule from being made."
  type        = string
  default     = null
}

variable "network" {
  description = "Network (network, Amazon VPC)."
  type = object({
    # IPv4 range of the network; each subnet takes a sixteenth of it.
    cidr_block = string
    # Number of zones to spread over.
    availability_zones = number
    # Number of NAT gateways; zones without one use the first.
    nat_gateways = number
  })
  nullable = false
}

variable "registry" {
  description = "Container registry (registry, Amazon Elastic Container Registry)."
  type = object({
    # Newest images kept per repository; older ones expire even if they run, so it is more than are pushed while one runs.
    keep_images = number
    # Whether a repository is emptied when it is destroyed; otherwise one that holds images refuses.
    force_destroy = optional(bool, false)
  })
  nullable = false
}

variable "shield" {
  description = "Firewall (firewall, AWS WAF)."
  type = object({
    # Name of the web ACL.
    name = string
    # Requests that one address may send in a minute, measured over five.
    requests_per_minute = number
    # Whether attacks are refused, or only counted and logged.
    block = bool
    # IPv4 and IPv6 ranges (CIDR) that are always refused.
    blocked_ranges = list(string)
  })
  nullable = false
}

variable "uploads" {
  description = "Uploaded pictures (object-store, Amazon S3)."
  type = object({
    # Name of the bucket, unique among all of AWS.
    name = string
    # Days that a replaced or deleted version of an object is kept.
    noncurrent_days = number
    # Days until an object moves to Intelligent-Tiering.
    cool_after_days = number
    # Whether the bucket is emptied when it is destroyed; otherwise one that holds objects refuses.
    force_destroy = optional(bool, false)
  })
  nullable = false
}

variable "vault" {
  description = "Secrets (secrets, AWS Secrets Manager)."
  type = object({
    # Name of the secrets' group, the first part of their names.
    name = string
    # Names of the secrets.
    secrets = list(string)
    # Days in which a deleted secret can be restored; its name stays taken as long.
    recovery_days = number
    # Whether a deleted secret is gone at once and its name free again, without the days of recovery_days.
    force_destroy = optional(bool, false)
  })
  nullable = false
}

variable "watch" {
  description = "Observability (observability, Amazon CloudWatch)."
  type = object({
    # Name of the dashboard, and prefix of the alarms.
    name = string
    # Addresses that get the alarms; each confirms by the message that it gets.
    emails = list(string)
    # Share of failed requests that raises an alarm.
    error_percent = number
    # Slow requests (95th percentile) that raise an alarm.
    latency_seconds = number
    # Use of processors, memory or storage that raises an alarm.
    saturation_percent = number
  })
  nullable = false
}

variable "web" {
  description = "Web application (service, Amazon ECS on AWS Fargate)."
  type = object({
    # Name of the service and its parts; the load balancer takes no more than 32 characters.
    name = string
    # CPU units of a task, 1024 for a processor.
    cpu_units = number
    # Memory of a task in MiB.
    memory_mb = number
    # Command that replaces the image's own; empty keeps it.
    command = optional(list(string), [])
    # Whether the container's file system is read-only but for /tmp.
    read_only_root = optional(bool, true)
    # MiB that /tmp may take of the task's memory.
    tmp_mb = optional(number, 128)
    # Port on which the container listens.
    port = number
    # Path that answers 200 when a task can take requests.
    health_path = string
    # Tasks that always run.
    min_replicas = number
    # Tasks at most.
    max_replicas = number
    # CPU load that adds a task.
    scale_at_cpu_percent = number
    # Seconds in which a request must be answered.
    timeout_seconds = number
    # Seconds that a task gets to finish its requests when it is stopped.
    shutdown_seconds = number
    # Whether tasks run on spare capacity, cheaper but ended at two minutes' notice.
    spot = optional(bool, false)
    # Whether people may open a session in a running task (ECS Exec). Meanwhile its root file system can be written.
    enable_execute_command = optional(bool, false)
    # Whether the load balancer refuses to be destroyed.
    deletion_protection = optional(bool, true)
  })
  nullable = false
}

variable "web_image" {
  description = "Web application: Image with its tag or digest; null runs a public placeholder."
  type        = string
  default     = null
}
