output "id" {
  description = "Id of the topic: projects/PROJECT/topics/NAME."
  value       = data.google_pubsub_topic.this.id
}

output "name" {
  description = "Name of the topic."
  value       = data.google_pubsub_topic.this.name
}

output "subscription_names" {
  description = "None: the subscriptions of the topic are its owner's."
  value       = {}
}
