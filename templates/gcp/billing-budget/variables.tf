variable "actual_percents" {
  description = "Shares of the amount, in percent, at which what was spent raises an alert."
  type        = list(number)
  nullable    = false
}

variable "amount" {
  description = "What a month may cost; null makes no budget."
  type        = number
  default     = null

  validation {
    condition     = var.amount == null || try(var.amount > 0, false)
    error_message = "amount must be more than 0."
  }
}

variable "billing_account" {
  description = "Billing account that the budget is in; null takes the one that pays for the project."
  type        = string
  default     = null
}

variable "channels" {
  description = "Notification channels of the alarms, by component."
  type        = map(list(string))
  default     = {}
  nullable    = false
}

variable "currency" {
  description = "Currency of the amount, which must be the billing account's."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Z]{3}$", var.currency))
    error_message = "currency must be a code of three letters such as USD."
  }
}

variable "emails" {
  description = "Addresses that are told, beside the channels."
  type        = list(string)
  nullable    = false
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
    condition     = length(var.name) <= 60
    error_message = "name must have at most 60 characters."
  }
}

variable "project_billing_account" {
  description = "Billing account that pays for the project, as the login sees it."
  type        = string
  default     = null
}

variable "project_id" {
  description = "Project that owns the notification channels."
  type        = string
  nullable    = false
}

variable "project_number" {
  description = "Number of the project whose costs are counted."
  type        = string
  nullable    = false
}

variable "stack" {
  description = "Value of the label stack by which costs are counted in a shared project."
  type        = string
  nullable    = false
}

variable "whole_project" {
  description = "Whether all of the project's costs count, or those of what carries the stack's label."
  type        = bool
  nullable    = false
}
