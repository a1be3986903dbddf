variable "alarms" {
  description = "The alarms by name. One with a metric watches a resource's metric; one with a query searches the workspace and compares the column value."
  type        = map(object({ above = number, aggregation = optional(string, "Average"), description = string, dimensions = optional(map(string), {}), enabled = optional(bool, true), metric = optional(string), namespace = optional(string), query = optional(string), resource_id = string, severity = optional(number, 2), title = string, window_seconds = optional(number, 300) }))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for alarm in values(var.alarms) : (alarm.query == null) != (alarm.metric == null) && (alarm.metric == null) == (alarm.namespace == null)])
    error_message = "An alarm has either a query, or a metric with its namespace."
  }

  validation {
    condition     = alltrue([for alarm in values(var.alarms) : contains(["Average", "Count", "Maximum", "Minimum", "Total"], alarm.aggregation)])
    error_message = "The aggregation of an alarm must be Average, Count, Maximum, Minimum or Total."
  }

  validation {
    condition     = alltrue([for alarm in values(var.alarms) : contains([0, 1, 2, 3, 4], alarm.severity)])
    error_message = "The severity of an alarm must be 0 (critical) to 4 (verbose)."
  }

  validation {
    condition     = alltrue([for alarm in values(var.alarms) : alarm.window_seconds <= 86400])
    error_message = "The window of an alarm is a day at most."
  }
}

variable "emails" {
  description = "The addresses that alarms are sent to."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for email in var.emails : can(regex("^[^@\\s]+@[^@\\s]+$", email))])
    error_message = "Every receiver must be an e-mail address."
  }
}

variable "error_percent" {
  description = "The share of failed requests that raises an alarm, from which components take their thresholds."
  type        = number
  nullable    = false
}

variable "latency_ms" {
  description = "The slowness that raises an alarm, from which components take their thresholds."
  type        = number
  nullable    = false
}

variable "location" {
  description = "The region of the alarms."
  type        = string
  nullable    = false
}

variable "name" {
  description = "The name that the module's resources carry."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9-]{0,57}[A-Za-z0-9]$", var.name))
    error_message = "The name must have 2 to 59 letters, digits and hyphens, and begin and end with a letter or digit."
  }
}

variable "queue_age_seconds" {
  description = "The time that a queue may go without being empty before an alarm is raised, from which queues take their thresholds."
  type        = number
  nullable    = false
}

variable "resource_group_name" {
  description = "The resource group of the alarms."
  type        = string
  nullable    = false
}

variable "saturation_percent" {
  description = "The use of processors, memory or storage that raises an alarm, from which components take their thresholds."
  type        = number
  nullable    = false
}

variable "tags" {
  description = "The tags of the alarms."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "workspace_id" {
  description = "The workspace whose logs the dashboard searches."
  type        = string
  nullable    = false
}
