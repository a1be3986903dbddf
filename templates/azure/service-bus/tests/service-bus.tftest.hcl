mock_provider "azurerm" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name           = "jobs"
  namespace_id   = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ServiceBus/namespaces/namespace"
  retention_days = 4
  max_receives   = 5
  lock_seconds   = 120
  dead_letters   = { failed = true }
}

run "service_bus" {
  command = plan

  module {
    source = "./modules/service-bus"
  }

  assert {
    condition     = azurerm_servicebus_queue.this.max_delivery_count == 5 && azurerm_servicebus_queue.this.dead_lettering_on_message_expiration
    error_message = "A message that nobody could handle, or that got too old, must go to the dead letters."
  }

  assert {
    condition     = azurerm_servicebus_queue.this.default_message_ttl == "P4D"
    error_message = "A message must wait for retention_days."
  }
}
