# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider aws` writes it again and keeps edits.

output "app_cache_host" {
  description = "Address of the cache inside the network."
  value       = module.app_cache.host
}

output "app_db_admin_secret_arn" {
  description = "Secret with the administrator's password, made and rotated by RDS."
  value       = module.app_db.admin_secret_arn
}

output "app_db_host" {
  description = "Address of the database inside the network."
  value       = module.app_db.host
}

output "app_db_setup" {
  description = "What setup.sh starts the setup job with."
  value       = module.app_db.setup
}

output "assets_name" {
  description = "Name of the bucket."
  value       = module.assets.name
}

output "edge_dns_records" {
  description = "Records to set in the domain's zone, where that isn't dns_zone: for the certificate's validation, and for the traffic."
  value       = module.edge.dns_records
}

output "edge_domain_name" {
  description = "Host name of the distribution, which answers with and without a domain."
  value       = module.edge.domain_name
}

output "edge_id" {
  description = "Id of the distribution, to invalidate what it has cached."
  value       = module.edge.id
}

output "edge_url" {
  description = "Where the users reach the system."
  value       = module.edge.url
}

output "migrate_run" {
  description = "What run.sh starts the job with."
  value       = module.migrate.run
}

output "registry_repository_urls" {
  description = "Where to push the image of each component."
  value       = module.registry.repository_urls
}

output "uploads_name" {
  description = "Name of the bucket."
  value       = module.uploads.name
}

output "vault_arns" {
  description = "Secrets by name; their values are set from outside and never pass through Terraform."
  value       = module.vault.arns
}

output "watch_dashboard_name" {
  description = "Name of the dashboard."
  value       = module.watch.dashboard_name
}

output "web_service_name" {
  description = "Name of the service in its cluster, to wait for a deployment."
  value       = module.web.service_name
}
