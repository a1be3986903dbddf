output "id" {
  description = "The queue, as the scope of a grant."
  value       = local.id
}

output "name" {
  description = "The name of the queue."
  value       = var.name
}

output "send_id" {
  description = "The queue, as the scope of a grant and the destination of events."
  value       = local.id
}

output "send_name" {
  description = "The name of the queue."
  value       = var.name
}

output "topic" {
  description = "Whether messages are sent to a topic."
  value       = false
}
