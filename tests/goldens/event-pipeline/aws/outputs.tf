# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider aws` writes it again and keeps edits.

output "arrivals_url" {
  description = "Address of the queue."
  value       = module.arrivals.url
}

output "failed_arrivals_url" {
  description = "Address of the queue, to look at its messages and send them again."
  value       = module.failed_arrivals.url
}

output "fetch_run" {
  description = "What run.sh starts the job with."
  value       = module.fetch.run
}

output "importer_name" {
  description = "Name of the function."
  value       = module.importer.name
}

output "inbox_name" {
  description = "Name of the bucket."
  value       = module.inbox.name
}

output "records_admin_secret_arn" {
  description = "Secret with the administrator's password, made and rotated by RDS."
  value       = module.records.admin_secret_arn
}

output "records_host" {
  description = "Address of the database inside the network."
  value       = module.records.host
}

output "records_setup" {
  description = "What setup.sh starts the setup job with."
  value       = module.records.setup
}

output "registry_repository_urls" {
  description = "Where to push the image of each component."
  value       = module.registry.repository_urls
}

output "vault_arns" {
  description = "Secrets by name; their values are set from outside and never pass through Terraform."
  value       = module.vault.arns
}

output "watch_dashboard_name" {
  description = "Name of the dashboard."
  value       = module.watch.dashboard_name
}
