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
}

variable "emails" {
  description = "Addresses that alerts are sent to."
  type        = list(string)
  nullable    = false
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
  description = "What is requested from around the world, by component: host, and whether by HTTPS."
  type        = map(object({ host = string, https = bool }))
  default     = {}
  nullable    = false
}
