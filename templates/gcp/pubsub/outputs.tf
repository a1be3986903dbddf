output "id" {
  description = "Id of the topic: projects/PROJECT/topics/NAME."
  value       = google_pubsub_topic.this.id
}

output "name" {
  description = "Name of the topic."
  value       = google_pubsub_topic.this.name
}

output "subscription_prefix" {
  description = "What the names of its subscriptions begin with."
  value       = "${google_pubsub_topic.this.name}-"
}
