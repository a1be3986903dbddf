output "id" {
  description = "Id of the topic: projects/PROJECT/topics/NAME."
  value       = google_pubsub_topic.this.id
}

output "name" {
  description = "Name of the topic."
  value       = google_pubsub_topic.this.name
}

output "subscription_names" {
  description = "Name of each subscription, by the worker that consumes it; `waiting` where nobody does."
  value       = { for consumer, subscription in google_pubsub_subscription.this : consumer => subscription.name }
}

output "subscription_prefix" {
  description = "What the names of its subscriptions begin with."
  value       = "${google_pubsub_topic.this.name}-"
}
