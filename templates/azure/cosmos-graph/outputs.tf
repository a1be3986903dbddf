output "account_name" {
  description = "The name of the account, which role assignments want."
  value       = azurerm_cosmosdb_account.this.name
}

output "database" {
  description = "The name of the database."
  value       = azurerm_cosmosdb_sql_database.this.name
}

output "endpoint" {
  description = "The address of the account, which resolves to the private endpoint inside the network."
  value       = azurerm_cosmosdb_account.this.endpoint
}

output "id" {
  description = "The account, as the target of alarms."
  value       = azurerm_cosmosdb_account.this.id
}

output "private_ip_addresses" {
  description = "The addresses of the private endpoint, for network rules: the account's own name has one, and its name in each region another."
  value       = distinct(flatten([for zone in azurerm_private_endpoint.this.private_dns_zone_configs : [for record in zone.record_sets : record.ip_addresses]]))
}

output "role_definition_ids" {
  description = "The data plane's built-in roles, by what they allow."
  value = {
    read  = "${azurerm_cosmosdb_account.this.id}/sqlRoleDefinitions/00000000-0000-0000-0000-000000000001"
    write = "${azurerm_cosmosdb_account.this.id}/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002"
  }
}
