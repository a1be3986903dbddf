variable "action_groups" {
  description = "The groups that alarms are sent to, by component."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "actual_percents" {
  description = "The shares of the amount, in percent, at which what was spent raises an alert."
  type        = list(number)
  nullable    = false

  validation {
    condition     = length(var.actual_percents) + length(var.forecast_percents) >= 1 && length(var.actual_percents) + length(var.forecast_percents) <= 5
    error_message = "A budget has 1 to 5 alerts."
  }
}

variable "amount" {
  description = "What a month may cost, in the currency of the subscription's bill; null makes no budget."
  type        = number
  default     = null

  validation {
    condition     = var.amount == null || try(var.amount >= 1, false)
    error_message = "The amount must be at least 1."
  }
}

variable "emails" {
  description = "The addresses that are told directly."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.emails) <= 50
    error_message = "A budget tells at most 50 addresses."
  }
}

variable "forecast_percents" {
  description = "The shares of the amount, in percent, at which the month's forecast raises an alert."
  type        = list(number)
  nullable    = false
}

variable "name" {
  description = "The name of the budget."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,63}$", var.name))
    error_message = "The name must have at most 63 letters, digits, hyphens and underscores."
  }
}

variable "resource_group_name" {
  description = "The resource group of the stack, whose costs are counted."
  type        = string
  nullable    = false
}

variable "resource_groups" {
  description = "The groups that the platform makes beside it and whose costs are counted as well, by component."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "subscription_id" {
  description = "The subscription that the groups are in, as a UUID."
  type        = string
  nullable    = false
}
