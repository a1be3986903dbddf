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
    # Name of the queue.
    name = string
    # Seconds that a message waits before it is lost.
    retention_seconds = number
    # Deliveries without success after which a message is a dead letter.
    max_receives = number
    # Seconds that a received message stays hidden: six times the consumer's timeout.
    visibility_timeout_seconds = number
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

variable "failed_arrivals" {
  description = "Files that nobody could read (dead-letter, Amazon SQS dead-letter queue)."
  type = object({
    # Name of the queue.
    name = string
    # Seconds that a message waits before it is lost.
    retention_seconds = number
  })
  nullable = false
}

variable "fetch" {
  description = "Fetcher (job, Amazon ECS task)."
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

variable "fetch_image" {
  description = "Fetcher: Image with its tag or digest; null keeps the schedule from being made."
  type        = string
  default     = null
}

variable "identity" {
  description = "Workload identities (identity, AWS IAM roles)."
  type = object({
    # Name of each role, by component.
    names = map(string)
  })
  nullable = false
}

variable "importer" {
  description = "Importer (worker, AWS Lambda)."
  type = object({
    # Name of the function.
    name = string
    # Command that replaces the image's own; empty keeps it.
    command = optional(list(string), [])
    # Memory of a call in MiB; the processors grow with it.
    memory_mb = number
    # Seconds after which a call is ended.
    timeout_seconds = number
    # Messages per call, at most.
    batch_size = number
    # Calls at a time, at most.
    max_replicas = number
  })
  nullable = false
}

variable "importer_image" {
  description = "Importer: Image with its tag or digest; null makes no function yet."
  type        = string
  default     = null
}

variable "inbox" {
  description = "Fetched files (object-store, Amazon S3)."
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

variable "logs" {
  description = "Logs (logs, Amazon CloudWatch Logs)."
  type = object({
    # Days that logs are kept.
    retention_days = number
  })
  nullable = false
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

variable "records" {
  description = "Records (relational-db, Amazon Aurora PostgreSQL Serverless v2)."
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
    # Use of processors, memory or storage that raises an alarm.
    saturation_percent = number
    # Waiting time of the oldest message that raises an alarm.
    queue_age_seconds = number
  })
  nullable = false
}
