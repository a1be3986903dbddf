variable "alarms" {
  description = "Alarms by name: what they mean, the metric with its namespace, the threshold beyond which they ring (or below which), for how many periods in a row, and what no data means: breaching where silence is the fault, notBreaching where nothing to count is fine."
  type = map(object({
    below       = optional(bool, false)
    description = string
    dimensions  = map(string)
    metric      = string
    minutes     = number
    missing     = optional(string, "notBreaching")
    periods     = optional(number, 1)
    statistic   = string
    threshold   = number
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for alarm in var.alarms : can(regex("^(Average|Maximum|Minimum|SampleCount|Sum|p[0-9]{1,2})$", alarm.statistic))])
    error_message = "alarms.statistic must be Average, Maximum, Minimum, SampleCount, Sum or a percentile such as p95."
  }

  validation {
    condition     = alltrue([for alarm in var.alarms : can(regex("^[^/]+(/[^/]+)+/[^/]+$", alarm.metric))])
    error_message = "alarms.metric must be a namespace and a name, such as AWS/Lambda/Errors."
  }

  validation {
    condition     = alltrue([for alarm in var.alarms : contains(["breaching", "ignore", "missing", "notBreaching"], alarm.missing)])
    error_message = "alarms.missing must be breaching, ignore, missing or notBreaching."
  }

  # https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html (Period), read 2026-11
  validation {
    condition     = alltrue([for alarm in var.alarms : alarm.periods * alarm.minutes <= (alarm.minutes < 60 ? 1440 : 10080)])
    error_message = "alarms.periods must not reach back more than a day, or seven where a period has an hour or more."
  }
}

variable "emails" {
  description = "Addresses that get the alarms; each confirms by the message that it gets."
  type        = list(string)
  nullable    = false
}

variable "name" {
  description = "Name of the dashboard, and prefix of the alarms."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,100}$", var.name))
    error_message = "name must be at most 100 letters, digits, hyphens and underscores."
  }
}

variable "region" {
  description = "Region of the metrics on the dashboard."
  type        = string
  nullable    = false
}

variable "shares" {
  description = "Alarms on a metric as a share of another one, such as failed requests of all, by name: the threshold is in percent."
  type = map(object({
    description = string
    dimensions  = map(string)
    metric      = string
    minutes     = number
    percent_of  = string
    statistic   = string
    threshold   = number
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for share in var.shares : can(regex("^[^/]+(/[^/]+)+/[^/]+$", share.metric))])
    error_message = "shares.metric must be a namespace and a name, such as AWS/Lambda/Errors."
  }
}

variable "tags" {
  description = "Tags of the component, beside the provider's."
  type        = map(string)
  default     = {}
  nullable    = false
}
