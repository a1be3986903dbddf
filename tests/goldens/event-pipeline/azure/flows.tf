# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider azure` writes it again and keeps edits.

# Who may do what: one block per pair of components with its flows in the spec's words, and what they make.
# No other file of this folder grants anything or opens a port.

# --- fetch: what the platform needs ---

resource "azurerm_role_assignment" "fetch_pull" {
  description          = "fetch -> registry: pull"
  scope                = module.registry.id
  role_definition_name = "AcrPull"
  principal_id         = module.identity.principal_ids["fetch"]
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "fetch_telemetry" {
  description          = "fetch -> logs: telemetry"
  scope                = module.logs.insights_id
  role_definition_name = "Monitoring Metrics Publisher"
  principal_id         = module.identity.principal_ids["fetch"]
  principal_type       = "ServicePrincipal"
}

# --- importer: what the platform needs ---

resource "azurerm_role_assignment" "importer_pull" {
  description          = "importer -> registry: pull"
  scope                = module.registry.id
  role_definition_name = "AcrPull"
  principal_id         = module.identity.principal_ids["importer"]
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "importer_telemetry" {
  description          = "importer -> logs: telemetry"
  scope                = module.logs.insights_id
  role_definition_name = "Monitoring Metrics Publisher"
  principal_id         = module.identity.principal_ids["importer"]
  principal_type       = "ServicePrincipal"
}

# --- records: what the platform needs ---
# Wider than the flow, README.md says why: azurerm_network_security_rule.to_records.

resource "azurerm_network_security_rule" "to_records" {
  # The priority is a hash of the target's name from 100 to 3999, so that it stays when rules come and go. No two rules overlap.
  name                        = "compute-to-records"
  description                 = "The stack's compute components call records"
  resource_group_name         = module.network.endpoints_security_group_resource_group
  network_security_group_name = module.network.endpoints_security_group_name
  priority                    = 3109
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_address_prefixes     = module.network.compute_address_prefixes
  source_port_range           = "*"
  destination_address_prefix  = module.records.private_ip_address
  destination_port_ranges     = ["5432"]
}

# --- fetch -> vault ---
# fetch -> vault: read (source-api-key)
# Wider than the flow, README.md says why: azurerm_role_assignment.fetch_to_vault.
# Wider than the flow, README.md says why: azurerm_network_security_rule.to_vault.

locals {
  fetch_to_vault = {
    VAULT_ENDPOINT = module.vault.uri
  }
}

resource "azurerm_role_assignment" "fetch_to_vault" {
  description          = "fetch -> vault: read"
  scope                = module.vault.id
  role_definition_name = "Key Vault Secrets User"
  principal_id         = module.identity.principal_ids["fetch"]
  principal_type       = "ServicePrincipal"
}

resource "azurerm_network_security_rule" "to_vault" {
  # The priority is a hash of the target's name from 100 to 3999, so that it stays when rules come and go. No two rules overlap.
  name                        = "compute-to-vault"
  description                 = "The stack's compute components call vault"
  resource_group_name         = module.network.endpoints_security_group_resource_group
  network_security_group_name = module.network.endpoints_security_group_name
  priority                    = 3667
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_address_prefixes     = module.network.compute_address_prefixes
  source_port_range           = "*"
  destination_address_prefix  = module.vault.private_ip_address
  destination_port_ranges     = ["443"]
}

# --- fetch -> inbox ---
# fetch -> inbox: write
# Made by module.inbox, argument waits_for["fetch"].
# Wider than the flow, README.md says why: azurerm_role_assignment.fetch_to_inbox.
# Wider than the flow, README.md says why: azurerm_network_security_rule.to_inbox.

locals {
  fetch_to_inbox = {
    INBOX_NAME     = module.inbox.container
    INBOX_ENDPOINT = module.inbox.endpoint
  }
}

resource "azurerm_role_assignment" "fetch_to_inbox" {
  description          = "fetch -> inbox: write"
  scope                = module.inbox.container_id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = module.identity.principal_ids["fetch"]
  principal_type       = "ServicePrincipal"
}

resource "azurerm_network_security_rule" "to_inbox" {
  # The priority is a hash of the target's name from 100 to 3999, so that it stays when rules come and go. No two rules overlap.
  name                        = "compute-to-inbox"
  description                 = "The stack's compute components call inbox"
  resource_group_name         = module.network.endpoints_security_group_resource_group
  network_security_group_name = module.network.endpoints_security_group_name
  priority                    = 588
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_address_prefixes     = module.network.compute_address_prefixes
  source_port_range           = "*"
  destination_address_prefix  = module.inbox.private_ip_address
  destination_port_ranges     = ["443"]
}

# --- inbox -> arrivals ---
# inbox -> arrivals: enqueue
# Made by module.inbox, argument queues["arrivals"].
# Made by module.inbox, argument waits_for["arrivals"].

resource "azurerm_role_assignment" "inbox_to_arrivals" {
  description          = "inbox -> arrivals: enqueue"
  scope                = module.arrivals.send_id
  role_definition_name = "Azure Service Bus Data Sender"
  principal_id         = module.inbox.events_principal_id
  principal_type       = "ServicePrincipal"
}

# --- arrivals -> failed-arrivals ---
# arrivals -> failed-arrivals: enqueue
# Made by module.arrivals, argument dead_letters["failed-arrivals"].

# --- importer -> arrivals ---
# importer -> arrivals: consume
# Made by module.arrivals, argument shared["importer"].
# Made by module.importer, argument queues["arrivals"].
# Wider than the flow, README.md says why: azurerm_role_assignment.importer_to_arrivals_scaler.
# Wider than the flow, README.md says why: azurerm_network_security_rule.to_arrivals.

locals {
  importer_to_arrivals = {
    ARRIVALS_NAME     = module.arrivals.name
    ARRIVALS_ENDPOINT = module.namespace.host
  }
}

resource "azurerm_role_assignment" "importer_to_arrivals" {
  description          = "importer -> arrivals: consume"
  scope                = module.arrivals.id
  role_definition_name = "Azure Service Bus Data Receiver"
  principal_id         = module.identity.principal_ids["importer"]
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "importer_to_arrivals_scaler" {
  description          = "importer -> arrivals: length of the queue"
  scope                = module.arrivals.id
  role_definition_name = "Azure Service Bus Data Owner"
  principal_id         = module.identity.principal_ids["importer-scaler"]
  principal_type       = "ServicePrincipal"
}

resource "azurerm_network_security_rule" "to_arrivals" {
  # The priority is a hash of the target's name from 100 to 3999, so that it stays when rules come and go. No two rules overlap.
  count = var.namespace.private ? 1 : 0

  name                        = "compute-to-arrivals"
  description                 = "The stack's compute components call arrivals"
  resource_group_name         = module.network.endpoints_security_group_resource_group
  network_security_group_name = module.network.endpoints_security_group_name
  priority                    = 925
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_address_prefixes     = module.network.compute_address_prefixes
  source_port_range           = "*"
  destination_address_prefix  = module.namespace.private_ip_address
  destination_port_ranges     = ["443", "5671"]
}

# --- importer -> inbox ---
# importer -> inbox: read
# Shared with others: azurerm_network_security_rule.to_inbox.
# Made by module.inbox, argument waits_for["importer"].
# Wider than the flow, README.md says why: azurerm_network_security_rule.to_inbox.

locals {
  importer_to_inbox = {
    INBOX_NAME     = module.inbox.container
    INBOX_ENDPOINT = module.inbox.endpoint
  }
}

resource "azurerm_role_assignment" "importer_to_inbox" {
  description          = "importer -> inbox: read"
  scope                = module.inbox.container_id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = module.identity.principal_ids["importer"]
  principal_type       = "ServicePrincipal"
}

# --- importer -> records ---
# importer -> records: read-write
# Shared with others: azurerm_network_security_rule.to_records.
# Made by module.records, argument logins["importer"].
# Wider than the flow, README.md says why: azurerm_network_security_rule.to_records.

locals {
  importer_to_records = {
    RECORDS_HOST = module.records.host
    RECORDS_PORT = "5432"
    RECORDS_NAME = module.records.database
    RECORDS_USER = module.identity.names["importer"]
    RECORDS_AUTH = "entra"
    RECORDS_CA   = "system"
  }
}
