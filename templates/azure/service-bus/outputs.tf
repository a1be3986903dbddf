output "dead_letter_name" {
  description = "The path of the queue's dead letters, for tools that look into them."
  value       = "${azurerm_servicebus_queue.this.name}/$deadletterqueue"
}

output "id" {
  description = "The queue, as the scope of a grant and the destination of events."
  value       = azurerm_servicebus_queue.this.id
}

output "name" {
  description = "The name of the queue."
  value       = azurerm_servicebus_queue.this.name
}
