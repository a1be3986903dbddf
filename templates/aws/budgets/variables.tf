variable "account_id" {
  description = "Account that the budget is in."
  type        = string
  nullable    = false
}

variable "actual_percents" {
  description = "Shares of the amount, in percent, at which what was spent raises an alert."
  type        = list(number)
  nullable    = false

  validation {
    condition     = length(var.actual_percents) + length(var.forecast_percents) <= 10
    error_message = "A budget has at most 10 alerts."
  }
}

variable "amount" {
  description = "USD per month; null makes no budget."
  type        = number
  default     = null

  validation {
    condition     = var.amount == null || try(var.amount > 0, false)
    error_message = "amount must be more than 0."
  }
}

variable "emails" {
  description = "Addresses that are told directly."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.emails) <= 10
    error_message = "AWS Budgets tells at most 10 addresses; a topic has room for more."
  }
}

variable "forecast_percents" {
  description = "Shares of the amount, in percent, at which the month's forecast raises an alert."
  type        = list(number)
  nullable    = false
}

variable "name" {
  description = "Name of the budget."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,100}$", var.name))
    error_message = "name must be at most 100 letters, digits, hyphens and underscores."
  }
}

variable "partition" {
  description = "Partition of the account, such as aws."
  type        = string
  nullable    = false
}

variable "stack" {
  description = "Value of the tag Stack by which costs are counted."
  type        = string
  nullable    = false
}

variable "tags" {
  description = "Tags of the component, beside the provider's."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "topics" {
  description = "Topics that alarms are sent to, by component."
  type        = map(string)
  default     = {}
  nullable    = false
}
