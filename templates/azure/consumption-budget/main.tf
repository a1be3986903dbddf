# The month's budget of the stack's resource groups, and who is told when it is used up or will be.

locals {
  alerts = merge(
    { for percent in var.actual_percents : "actual ${percent}" => { percent = percent, type = "Actual" } },
    { for percent in var.forecast_percents : "forecast ${percent}" => { percent = percent, type = "Forecasted" } },
  )
}

# A budget of one resource group would miss what the platform makes in a group beside it.
resource "azurerm_consumption_budget_subscription" "this" {
  count = var.amount == null ? 0 : 1

  name            = var.name
  subscription_id = "/subscriptions/${var.subscription_id}"
  amount          = var.amount
  time_grain      = "Monthly"

  filter {
    dimension {
      name   = "ResourceGroupName"
      values = concat([var.resource_group_name], [for name in sort(keys(var.resource_groups)) : var.resource_groups[name]])
    }
  }

  # Azure refuses a budget that starts before the month in which it is made, so the month cannot be written down.
  time_period {
    start_date = formatdate("YYYY-MM-'01T00:00:00Z'", plantimestamp())
  }

  dynamic "notification" {
    for_each = local.alerts

    content {
      operator       = "GreaterThan"
      threshold      = notification.value.percent
      threshold_type = notification.value.type
      contact_emails = var.emails
      contact_groups = [for key in sort(keys(var.action_groups)) : var.action_groups[key]]

      # Somebody has to be told.
      contact_roles = length(var.emails) + length(var.action_groups) == 0 ? ["Owner"] : []
    }
  }

  lifecycle {
    # Another start would make another budget: the month of the first apply stays.
    ignore_changes = [time_period]
  }
}
