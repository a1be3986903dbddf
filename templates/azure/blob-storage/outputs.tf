output "container" {
  description = "The name of the container."
  value       = azurerm_storage_container.this.name
}

output "container_id" {
  description = "The container, as the scope of a grant."
  value       = azurerm_storage_container.this.id
}

output "endpoint" {
  description = "The address of the blob service, which resolves to the private endpoint inside the network."
  value       = azurerm_storage_account.this.primary_blob_endpoint
}

output "events_principal_id" {
  description = "The principal that delivers the store's events, or null without a queue."
  value       = one([for topic in azurerm_eventgrid_system_topic.this : topic.identity[0].principal_id])
}

output "host" {
  description = "The host name of the blob service, as an origin of a CDN."
  value       = azurerm_storage_account.this.primary_blob_host
}

output "id" {
  description = "The account, as the scope of a grant and the target of a CDN's private link."
  value       = azurerm_storage_account.this.id
}

output "name" {
  description = "The name of the account."
  value       = azurerm_storage_account.this.name
}

output "private_ip_address" {
  description = "The address of the private endpoint, for network rules."
  value       = azurerm_private_endpoint.this.private_service_connection[0].private_ip_address
}

output "read_conditions" {
  description = "The conditions of role assignments that let callers read and list names below their prefixes alone, by component."
  value = {
    for caller, below in local.below.read :
    caller => "((!(${local.reading})) OR (${below.named})) AND ((!(${local.listing})) OR (${below.listed}))"
  }
}

output "signed_links" {
  description = "Whether links that a service signs are for anybody: a CDN passes them on, and the files are not public anyway."
  value       = length(var.edges) > 0 && !var.public
}

output "topic_id" {
  description = "The topic of the store's events as the target of alarms, or null without a queue."
  value       = one(azurerm_eventgrid_system_topic.this[*].id)
}

output "write_conditions" {
  description = "The same for callers that write, and so may read and list there, too."
  value = {
    for caller, below in local.below.write :
    caller => "((!(${local.reading}) AND ${local.changing}) OR (${below.named})) AND ((!(${local.listing})) OR (${below.listed}))"
  }
}
