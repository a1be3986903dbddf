output "copy_ids" {
  description = "The queues of the consumers that get copies, as the scopes of their grants, by consumer."
  value       = { for consumer, queue in azurerm_servicebus_queue.copy : consumer => queue.id }
}

output "copy_names" {
  description = "The names of these queues, by consumer."
  value       = { for consumer, queue in azurerm_servicebus_queue.copy : consumer => queue.name }
}

output "dead_letter_name" {
  description = "The path of the queue's dead letters, for tools that look into them. Each copy has its own."
  value       = "${azurerm_servicebus_queue.this.name}/$deadletterqueue"
}

output "id" {
  description = "The queue that consumers share, as the scope of a grant."
  value       = azurerm_servicebus_queue.this.id
}

output "name" {
  description = "The name of the queue that consumers share."
  value       = azurerm_servicebus_queue.this.name
}

# A topic drops what no subscription takes, so nobody sends before they are there.
output "send_id" {
  description = "The queue or topic that messages are sent to, as the scope of a grant and the destination of events."
  value       = length(var.copies) == 0 ? azurerm_servicebus_queue.this.id : azurerm_servicebus_topic.copies[0].id
  depends_on  = [azurerm_servicebus_subscription.copy, azurerm_servicebus_subscription.shared]
}

output "send_name" {
  description = "The name of the queue or topic that messages are sent to; clients send to both in the same way."
  value       = length(var.copies) == 0 ? azurerm_servicebus_queue.this.name : azurerm_servicebus_topic.copies[0].name
  depends_on  = [azurerm_servicebus_subscription.copy, azurerm_servicebus_subscription.shared]
}

output "topic" {
  description = "Whether messages are sent to a topic, because a consumer gets copies."
  value       = length(var.copies) > 0
}
