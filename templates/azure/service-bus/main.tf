# Messages that were delivered `max_receives` times go to the queue's own subqueue, NAME/$deadletterqueue.
resource "azurerm_servicebus_queue" "this" {
  name                                    = var.name
  namespace_id                            = var.namespace_id
  lock_duration                           = "PT${floor(var.lock_seconds)}S"
  max_delivery_count                      = var.max_receives
  default_message_ttl                     = "P${var.retention_days}D"
  dead_lettering_on_message_expiration    = length(var.dead_letters) > 0
  requires_duplicate_detection            = true
  duplicate_detection_history_time_window = "PT10M"
}
