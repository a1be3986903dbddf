variable "channels" {
  description = "Ids of notification channels that are there already and are told, too: projects/PROJECT/notificationChannels/NUMBER."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for channel in var.channels : can(regex("^projects/[^/]+/notificationChannels/[^/]+$", channel))])
    error_message = "Each of the channels must be projects/PROJECT/notificationChannels/NUMBER."
  }
}

variable "emails" {
  description = "Addresses that alerts are sent to."
  type        = list(string)
  nullable    = false

  validation {
    condition     = alltrue([for email in var.emails : can(regex("^[^@\\s]+@[^@\\s]+$", email))])
    error_message = "Each of the emails must be an e-mail address."
  }
}

variable "error_share" {
  description = "Share of failed requests that raises an alarm, from 0 to 1."
  type        = number
  nullable    = false

  validation {
    condition     = var.error_share > 0 && var.error_share <= 1
    error_message = "error_share must be more than 0 and at most 1."
  }
}

variable "labels" {
  description = "Labels of the component's resources."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "latency_ms" {
  description = "95th percentile of answer times that raises an alarm, in milliseconds."
  type        = number
  nullable    = false

  validation {
    condition     = var.latency_ms >= 1
    error_message = "latency_ms must be at least 1."
  }
}

variable "name" {
  description = "Name of the dashboard and prefix of the alerts."
  type        = string
  nullable    = false
}

variable "project_id" {
  description = "Id of the project that holds the alerts and the dashboard."
  type        = string
  nullable    = false
}

variable "queue_age_seconds" {
  description = "Age of the oldest message that raises an alarm, in seconds."
  type        = number
  nullable    = false

  validation {
    condition     = var.queue_age_seconds >= 1
    error_message = "queue_age_seconds must be at least 1."
  }
}

variable "saturation_share" {
  description = "Share of processors, memory or storage in use that raises an alarm, from 0 to 1."
  type        = number
  nullable    = false

  validation {
    condition     = var.saturation_share > 0 && var.saturation_share < 1
    error_message = "saturation_share must be between 0 and 1."
  }
}

variable "uptime" {
  description = "What is requested from around the world, by component: host, whether by HTTPS, and whether its root is there; where it isn't, an answer of status 404 counts as one."
  type        = map(object({ host = string, https = bool, root = bool }))
  default     = {}
  nullable    = false
}

variable "watched" {
  description = "What has alarms, by component: its service, and the name by which its metrics know the resource (one that ends in a star is a prefix). With silence_hours: after how many hours without the end of a run an alarm rings. Of a service that alarms.tf doesn't know: type and label of the monitored resource, and its alarms."
  type = map(object({
    alarms = optional(map(object({
      aligner   = string
      labels    = optional(map(string), {})
      metric    = string
      minutes   = number
      reducer   = string
      share     = optional(bool, false)
      threshold = number
      title     = string
    })))
    label         = optional(string)
    name          = string
    resource      = optional(string)
    service       = string
    silence_hours = optional(number)
  }))
  default  = {}
  nullable = false

  validation {
    condition = alltrue([
      for watched in values(var.watched) : watched.alarms != null && watched.label != null && watched.resource != null || contains([
        "cloud-run", "cloud-run-job", "cloud-run-worker", "cloud-run-worker-pool", "cloud-sql-postgresql", "load-balancer",
        "memorystore-valkey", "pubsub", "pubsub-dead-letter",
      ], watched.service)
    ])
    error_message = "Each service of watched must be one that alarms.tf knows, or have alarms, label and resource."
  }

  validation {
    condition = alltrue(flatten([for watched in values(var.watched) : [
      for alarm in values(coalesce(watched.alarms, {})) : alarm.minutes >= 0 && alarm.minutes == floor(alarm.minutes) && alarm.minutes <= 1410
    ]]))
    error_message = "The minutes of an alarm must be a whole number from 0 to 1410."
  }

  validation {
    condition = alltrue(flatten([for watched in values(var.watched) : [
      for alarm in values(coalesce(watched.alarms, {})) : contains(["REDUCE_MAX", "REDUCE_MEAN", "REDUCE_PERCENTILE_95", "REDUCE_SUM"], alarm.reducer) &&
      contains(["ALIGN_DELTA", "ALIGN_MAX", "ALIGN_MEAN", "ALIGN_PERCENTILE_95", "ALIGN_PERCENTILE_99", "ALIGN_RATE", "ALIGN_SUM"], alarm.aligner)
    ]]))
    error_message = "The aligner or reducer of an alarm is none that Cloud Monitoring has."
  }
}
