variable "alarms" {
  description = "Alerts by name: the parts of a metric filter, how values in a window of seconds are combined, and the limit; with share_of the limit is a share of that series."
  type = map(object({
    aligner   = string
    filter    = list(string)
    minutes   = number
    reducer   = string
    share_of  = optional(list(string), [])
    threshold = number
    title     = string
    window    = optional(number, 300)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for alarm in values(var.alarms) : alarm.minutes >= 0 && alarm.minutes == floor(alarm.minutes) && alarm.minutes <= 1410])
    error_message = "The minutes of an alarm must be a whole number from 0 to 1410."
  }

  validation {
    condition     = alltrue([for alarm in values(var.alarms) : alarm.window >= 60 && alarm.window % 60 == 0])
    error_message = "The window of an alarm must be whole minutes in seconds."
  }

  validation {
    condition = alltrue([for alarm in values(var.alarms) : contains([
      "ALIGN_DELTA", "ALIGN_MAX", "ALIGN_MEAN", "ALIGN_NEXT_OLDER", "ALIGN_PERCENTILE_95", "ALIGN_PERCENTILE_99", "ALIGN_RATE", "ALIGN_SUM",
      ], alarm.aligner) && contains(["REDUCE_COUNT_FALSE", "REDUCE_MAX", "REDUCE_MEAN", "REDUCE_PERCENTILE_95", "REDUCE_SUM"], alarm.reducer)
    ])
    error_message = "The aligner or reducer of an alarm is none that Cloud Monitoring has."
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

variable "labels" {
  description = "Labels of the component's resources."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "name" {
  description = "Name of the dashboard and prefix of the alerts."
  type        = string
  nullable    = false
}

variable "project_id" {
  description = "Project that owns this."
  type        = string
  nullable    = false
}

variable "uptime" {
  description = "What is requested from around the world, by component: host, whether by HTTPS, and whether its root is there; where it isn't, an answer of status 404 counts as one."
  type        = map(object({ host = string, https = bool, root = bool }))
  default     = {}
  nullable    = false
}
