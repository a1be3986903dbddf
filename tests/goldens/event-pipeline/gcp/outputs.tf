# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider gcp` writes it again and keeps edits.

output "arrivals_id" {
  description = "Id of the topic."
  value       = module.arrivals.id
}

output "arrivals_subscription_names" {
  description = "Name of the subscription of each worker."
  value       = module.arrivals.subscription_names
}

output "failed_arrivals_subscription_name" {
  description = "Subscription that holds the dead letters."
  value       = module.failed_arrivals.subscription_name
}

output "fetch_name" {
  description = "Name of the job."
  value       = module.fetch.name
}

output "identity_database_users" {
  description = "Each account as Cloud SQL calls it, by component."
  value       = module.identity.database_users
}

output "importer_name" {
  description = "Name of the worker."
  value       = module.importer.name
}

output "inbox_name" {
  description = "Name of the bucket."
  value       = module.inbox.name
}

output "logs_bucket_name" {
  description = "Log bucket that holds the logs of the stack."
  value       = module.logs.name
}

output "records_connection_name" {
  description = "Name that the Cloud SQL proxy dials."
  value       = module.records.connection_name
}

output "records_host" {
  description = "Address of the database inside the network."
  value       = module.records.host
}

output "records_name" {
  description = "Name of the instance."
  value       = module.records.name
}

output "registry_image_urls" {
  description = "Where to push the image of each component."
  value       = module.registry.image_urls
}

output "vault_ids" {
  description = "Secrets by name; their values are set from outside and never pass through Terraform."
  value       = module.vault.ids
}

output "watch_dashboard_id" {
  description = "Id of the dashboard."
  value       = module.watch.dashboard_id
}
