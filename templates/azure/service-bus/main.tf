locals {
  # The API returns durations in their shortest form, PT2M for PT120S, and the provider waits after an update until it reads
  # the same text that it wrote: terraform-provider-azurerm 5.2.0, servicebus_queue_resource.go, read 2026-11.
  lock = {
    minutes = floor(var.lock_seconds / 60)
    seconds = floor(var.lock_seconds) % 60
  }
  lock_duration = join("", [
    "PT",
    local.lock.minutes > 0 ? "${local.lock.minutes}M" : "",
    local.lock.seconds > 0 ? "${local.lock.seconds}S" : "",
  ])

  message_ttl = "P${var.retention_days}D"
}

# Messages that were delivered `max_receives` times go to the queue's own subqueue, NAME/$deadletterqueue.
resource "azurerm_servicebus_queue" "this" {
  name                                    = var.name
  namespace_id                            = var.namespace_id
  lock_duration                           = local.lock_duration
  max_delivery_count                      = var.max_receives
  default_message_ttl                     = local.message_ttl
  dead_lettering_on_message_expiration    = length(var.dead_letters) > 0
  requires_duplicate_detection            = true
  duplicate_detection_history_time_window = "PT10M"
}

# Where a consumer wants copies, senders send to a topic instead. It fills a queue per such consumer, and the one above for those that
# share; so every consumer takes from a queue of the same settings, and what waits in one stays there when another comes or goes.
resource "azurerm_servicebus_topic" "copies" {
  count = length(var.copies) == 0 ? 0 : 1

  name                = "${var.name}.copies"
  namespace_id        = var.namespace_id
  default_message_ttl = local.message_ttl
}

resource "azurerm_servicebus_queue" "copy" {
  for_each = var.copies

  # Names of components have no period, so that no two of these are the same.
  name                                    = "${var.name}.copy.${each.key}"
  namespace_id                            = var.namespace_id
  lock_duration                           = local.lock_duration
  max_delivery_count                      = var.max_receives
  default_message_ttl                     = local.message_ttl
  dead_lettering_on_message_expiration    = length(var.dead_letters) > 0
  requires_duplicate_detection            = true
  duplicate_detection_history_time_window = "PT10M"
}

# What a queue has no room for goes to the dead letters of its subscription.
resource "azurerm_servicebus_subscription" "copy" {
  for_each = var.copies

  name               = each.value.subscription
  topic_id           = azurerm_servicebus_topic.copies[0].id
  max_delivery_count = var.max_receives
  forward_to         = azurerm_servicebus_queue.copy[each.key].name
}

resource "azurerm_servicebus_subscription" "shared" {
  count = length(var.copies) == 0 || length(var.shared) == 0 ? 0 : 1

  name               = "shared"
  topic_id           = azurerm_servicebus_topic.copies[0].id
  max_delivery_count = var.max_receives
  forward_to         = azurerm_servicebus_queue.this.name
}
