output "id" {
  description = "Id of the topic: projects/PROJECT/topics/NAME."
  value       = data.google_pubsub_topic.this.id
}

output "name" {
  description = "Name of the topic."
  value       = data.google_pubsub_topic.this.name
}

output "subscription_name" {
  description = "Name of the subscription that holds the dead letters."
  value       = data.google_pubsub_subscription.this.name
}
