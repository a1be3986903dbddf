# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider azure` writes it again and keeps edits.

output "arrivals_host" {
  description = "Host of the queue's namespace."
  value       = module.namespace.host
}

output "arrivals_name" {
  description = "Name of the queue."
  value       = module.arrivals.name
}

output "cluster_id" {
  description = "The environment, on which an operator approves private links."
  value       = module.cluster.id
}

output "fetch_name" {
  description = "Name of the job."
  value       = module.fetch.name
}

output "fetch_run" {
  description = "What run.sh starts the job with."
  value       = module.fetch.run
}

output "identity_names" {
  description = "Names of the identities by component; databases know them by these."
  value       = module.identity.names
}

output "importer_name" {
  description = "Name of the container app."
  value       = module.importer.name
}

output "inbox_account" {
  description = "Name of the storage account."
  value       = module.inbox.name
}

output "inbox_id" {
  description = "The storage account, on which an operator approves private links."
  value       = module.inbox.id
}

output "network_outbound_ip_address" {
  description = "Address that calls to the internet come from."
  value       = module.network.outbound_ip_address
}

output "records_database" {
  description = "Name of the database."
  value       = module.records.database
}

output "records_host" {
  description = "Host name of the database inside the network."
  value       = module.records.host
}

output "records_setup" {
  description = "What setup.sh starts the setup job with."
  value       = module.records.setup
}

output "registry_login_server" {
  description = "Host that images are pushed to."
  value       = module.registry.login_server
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
