# The service writes durations back in their shortest form; an update waits until what it reads equals what was written.

mock_provider "azurerm" {
  mock_resource "azurerm_servicebus_queue" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ServiceBus/namespaces/namespace/queues/queue" }
  }

  mock_resource "azurerm_servicebus_topic" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ServiceBus/namespaces/namespace/topics/topic" }
  }
}

variables {
  copies         = { audit = { subscription = "audit-to-jobs" } }
  lock_seconds   = 30
  max_receives   = 5
  name           = "jobs"
  namespace_id   = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ServiceBus/namespaces/namespace"
  retention_days = 14
}

run "seconds" {
  assert {
    condition     = azurerm_servicebus_queue.this.lock_duration == "PT30S"
    error_message = "Less than a minute has seconds alone."
  }

  assert {
    condition     = azurerm_servicebus_queue.copy["audit"].lock_duration == "PT30S"
    error_message = "A copy has the lock of the queue."
  }

  assert {
    condition     = azurerm_servicebus_queue.this.default_message_ttl == "P14D"
    error_message = "Days stay days."
  }
}

run "minute" {
  variables {
    lock_seconds = 60
  }

  assert {
    condition     = azurerm_servicebus_queue.this.lock_duration == "PT1M"
    error_message = "A whole minute has no seconds."
  }
}

run "both" {
  variables {
    lock_seconds = 90
  }

  assert {
    condition     = azurerm_servicebus_queue.this.lock_duration == "PT1M30S"
    error_message = "90 seconds are a minute and 30 seconds."
  }
}

run "minutes" {
  variables {
    lock_seconds = 300
  }

  assert {
    condition     = azurerm_servicebus_queue.this.lock_duration == "PT5M"
    error_message = "Five minutes have no seconds."
  }
}
