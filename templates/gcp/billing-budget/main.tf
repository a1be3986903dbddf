# The month's budget of the stack, and who is told when it is used up or will be.

locals {
  billing_account = var.billing_account == null ? var.project_billing_account : var.billing_account

  channels = concat(
    flatten([for key in sort(keys(var.channels)) : var.channels[key]]),
    values(google_monitoring_notification_channel.email)[*].name,
  )
}

# A channel that the budget still names can't be deleted.
resource "google_monitoring_notification_channel" "email" {
  for_each = var.amount == null ? toset([]) : toset(var.emails)

  project      = var.project_id
  display_name = "${var.name} ${each.value}"
  type         = "email"

  labels = {
    email_address = each.value
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "google_billing_budget" "this" {
  count = var.amount == null ? 0 : 1

  billing_account = local.billing_account
  display_name    = var.name

  budget_filter {
    calendar_period = "MONTH"
    projects        = ["projects/${var.project_number}"]

    # The filter takes one label.
    labels = var.whole_project ? null : { stack = var.stack }
  }

  amount {
    specified_amount {
      currency_code = var.currency
      units         = tostring(floor(var.amount))
      nanos         = floor((var.amount - floor(var.amount)) * 1000000000 + 0.5)
    }
  }

  dynamic "threshold_rules" {
    for_each = var.actual_percents

    content {
      spend_basis       = "CURRENT_SPEND"
      threshold_percent = threshold_rules.value / 100
    }
  }

  dynamic "threshold_rules" {
    for_each = var.forecast_percents

    content {
      spend_basis       = "FORECASTED_SPEND"
      threshold_percent = threshold_rules.value / 100
    }
  }

  # Without one, whoever administers the billing account is told alone; with one, too.
  dynamic "all_updates_rule" {
    for_each = length(local.channels) == 0 ? [] : [local.channels]

    content {
      monitoring_notification_channels = all_updates_rule.value
    }
  }

  lifecycle {
    precondition {
      condition     = can(regex("^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$", local.billing_account))
      error_message = "The project shows no billing account: name it as `foundation: {budget: {gcp: {billing_account: ...}}}` in the spec."
    }

    precondition {
      condition     = length(local.channels) <= 5
      error_message = "A budget tells at most 5 notification channels, those of the alarms included."
    }
  }
}
