# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider azure` writes it again and keeps edits.

output "app_cache_host" {
  description = "Host name of the cache inside the network."
  value       = module.app_cache.host
}

output "app_db_database" {
  description = "Name of the database."
  value       = module.app_db.database
}

output "app_db_host" {
  description = "Host name of the database inside the network."
  value       = module.app_db.host
}

output "app_db_setup" {
  description = "What setup.sh starts the setup job with."
  value       = module.app_db.setup
}

output "assets_account" {
  description = "Name of the storage account."
  value       = module.assets.name
}

output "assets_container" {
  description = "Container of the files."
  value       = module.assets.container
}

output "assets_id" {
  description = "The storage account, on which an operator approves private links."
  value       = module.assets.id
}

output "cluster_id" {
  description = "The environment, on which an operator approves private links."
  value       = module.cluster.id
}

output "edge_domain_records" {
  description = "DNS records to set for the domains, each with name, type, value and what it is for; none of those in the zone."
  value       = module.edge.domain_records
}

output "edge_endpoint_host" {
  description = "Cloud's own host name, to which a domain's record leads."
  value       = module.edge.endpoint_host
}

output "edge_front_door_id" {
  description = "Id of the profile: what it sends as X-Azure-FDID, and how its private links are told from others."
  value       = module.edge.front_door_id
}

output "edge_private_origins" {
  description = "Origins whose private link an operator approves once after the first apply."
  value       = module.edge.private_origins
}

output "edge_url" {
  description = "Address that users call."
  value       = "https://${module.edge.host}"
}

output "identity_names" {
  description = "Names of the identities by component; databases know them by these."
  value       = module.identity.names
}

output "migrate_name" {
  description = "Name of the job."
  value       = module.migrate.name
}

output "migrate_run" {
  description = "What run.sh starts the job with."
  value       = module.migrate.run
}

output "network_outbound_ip_address" {
  description = "Address that calls to the internet come from."
  value       = module.network.outbound_ip_address
}

output "registry_login_server" {
  description = "Host that images are pushed to."
  value       = module.registry.login_server
}

output "uploads_account" {
  description = "Name of the storage account."
  value       = module.uploads.name
}

output "uploads_container" {
  description = "Container of the files."
  value       = module.uploads.container
}

output "uploads_id" {
  description = "The storage account, on which an operator approves private links."
  value       = module.uploads.id
}

output "vault_name" {
  description = "Name of the vault that operators set the secrets in."
  value       = module.vault.name
}

output "vault_secret_names" {
  description = "Secrets that operators set."
  value       = module.vault.secret_names
}

output "watch_alarm_names" {
  description = "Alarms in force."
  value       = module.watch.alarm_names
}

output "watch_dashboard_id" {
  description = "Workbook with one chart per alarm."
  value       = module.watch.dashboard_id
}

output "web_name" {
  description = "Name of the container app."
  value       = module.web.name
}

output "web_url" {
  description = "Address of the service; where the environment is internal it is known inside the network only."
  value       = module.web.url
}
