# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider gcp` writes it again and keeps edits.

output "app_cache_host" {
  description = "Address of the cache inside the network."
  value       = module.app_cache.host
}

output "app_db_connection_name" {
  description = "Name that the Cloud SQL proxy dials."
  value       = module.app_db.connection_name
}

output "app_db_host" {
  description = "Address of the database inside the network."
  value       = module.app_db.host
}

output "app_db_name" {
  description = "Name of the instance."
  value       = module.app_db.name
}

output "app_db_setup" {
  description = "What setup.sh starts the setup job with."
  value       = module.app_db.setup
}

output "assets_name" {
  description = "Name of the bucket."
  value       = module.assets.name
}

output "edge_url" {
  description = "Where the users reach the system."
  value       = module.load_balancer.url
}

output "identity_database_users" {
  description = "Each account as Cloud SQL calls it, by component."
  value       = module.identity.database_users
}

output "load_balancer_dns_records" {
  description = "Records to set where the domain's zone is, for validation and for traffic; empty with dns_zone."
  value       = module.load_balancer.dns_records
}

output "load_balancer_ip_address" {
  description = "Address that the domain's A records lead to."
  value       = module.load_balancer.ip_address
}

output "load_balancer_url_map_name" {
  description = "Name of the URL map, to invalidate what the cache holds."
  value       = module.load_balancer.url_map_name
}

output "logs_bucket_name" {
  description = "Log bucket that holds the logs of the stack."
  value       = module.logs.name
}

output "migrate_name" {
  description = "Name of the job."
  value       = module.migrate.name
}

output "migrate_run" {
  description = "What run.sh starts the job with."
  value       = module.migrate.run
}

output "registry_image_urls" {
  description = "Where to push the image of each component."
  value       = module.registry.image_urls
}

output "uploads_name" {
  description = "Name of the bucket."
  value       = module.uploads.name
}

output "vault_ids" {
  description = "Secrets by name; their values are set from outside and never pass through Terraform."
  value       = module.vault.ids
}

output "watch_dashboard_id" {
  description = "Id of the dashboard."
  value       = module.watch.dashboard_id
}

output "web_name" {
  description = "Name of the service."
  value       = module.web.name
}
