# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider azure` writes it again and keeps edits.

# Who may do what: one block per pair of components with its flows in the spec's words, and what they make.
# No other file of this folder grants anything or opens a port.

# --- web: what the platform needs ---

resource "azurerm_role_assignment" "web_pull" {
  description          = "web -> registry: pull"
  scope                = module.registry.id
  role_definition_name = "AcrPull"
  principal_id         = module.identity.principal_ids["web"]
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "web_telemetry" {
  description          = "web -> logs: telemetry"
  scope                = module.logs.insights_id
  role_definition_name = "Monitoring Metrics Publisher"
  principal_id         = module.identity.principal_ids["web"]
  principal_type       = "ServicePrincipal"
}

# --- migrate: what the platform needs ---

resource "azurerm_role_assignment" "migrate_pull" {
  description          = "migrate -> registry: pull"
  scope                = module.registry.id
  role_definition_name = "AcrPull"
  principal_id         = module.identity.principal_ids["migrate"]
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "migrate_telemetry" {
  description          = "migrate -> logs: telemetry"
  scope                = module.logs.insights_id
  role_definition_name = "Monitoring Metrics Publisher"
  principal_id         = module.identity.principal_ids["migrate"]
  principal_type       = "ServicePrincipal"
}

# --- app-db: what the platform needs ---
# Wider than the flow, README.md says why: azurerm_network_security_rule.to_app_db.

resource "azurerm_network_security_rule" "to_app_db" {
  # The priority is a hash of the target's name from 100 to 3999, so that it stays when rules come and go. No two rules overlap.
  name                        = "compute-to-app-db"
  description                 = "The stack's compute components call app-db"
  resource_group_name         = module.network.endpoints_security_group_resource_group
  network_security_group_name = module.network.endpoints_security_group_name
  priority                    = 941
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_address_prefixes     = module.network.compute_address_prefixes
  source_port_range           = "*"
  destination_address_prefix  = module.app_db.private_ip_address
  destination_port_ranges     = ["5432"]
}

# --- users -> shield ---
# users -> shield: request
# Nothing to grant.

# --- shield -> edge ---
# shield -> edge: route
# Made by module.edge, argument firewalls["shield"].

# --- edge -> web ---
# edge -> web: route
# Made by module.web, argument edges["edge"].
# Made by module.edge, argument service_origins["web"].
# Made by module.edge, argument routes["/*"].

# --- edge -> assets ---
# edge -> assets: read (/static/*)
# Made by module.assets, argument edges["edge"].
# Made by module.edge, argument store_origins["assets"].
# Made by module.edge, argument routes["/static/*"].
# Wider than the flow, README.md says why: module.assets, argument edges["edge"].

# --- web -> app-db ---
# web -> app-db: read-write
# Shared with others: azurerm_network_security_rule.to_app_db.
# Made by module.app_db, argument logins["web"].
# Wider than the flow, README.md says why: azurerm_network_security_rule.to_app_db.

locals {
  web_to_app_db = {
    APP_DB_HOST = module.app_db.host
    APP_DB_PORT = "5432"
    APP_DB_NAME = module.app_db.database
    APP_DB_USER = module.identity.names["web"]
    APP_DB_AUTH = "entra"
    APP_DB_CA   = "system"
  }
}

# --- migrate -> app-db ---
# migrate -> app-db: migrate
# Shared with others: azurerm_network_security_rule.to_app_db.
# Made by module.app_db, argument logins["migrate"].
# Wider than the flow, README.md says why: azurerm_network_security_rule.to_app_db.

locals {
  migrate_to_app_db = {
    APP_DB_HOST = module.app_db.host
    APP_DB_PORT = "5432"
    APP_DB_NAME = module.app_db.database
    APP_DB_USER = module.identity.names["migrate"]
    APP_DB_AUTH = "entra"
    APP_DB_CA   = "system"
  }
}

# --- web -> app-cache ---
# web -> app-cache: read-write
# Wider than the flow, README.md says why: azurerm_managed_redis_access_policy_assignment.web_to_app_cache.
# Wider than the flow, README.md says why: azurerm_network_security_rule.to_app_cache.

locals {
  web_to_app_cache = {
    APP_CACHE_HOST = module.app_cache.host
    APP_CACHE_PORT = module.app_cache.port
    APP_CACHE_NAME = module.app_cache.name
    APP_CACHE_USER = module.identity.principal_ids["web"]
    APP_CACHE_AUTH = "entra"
    APP_CACHE_CA   = "system"
  }
}

resource "azurerm_managed_redis_access_policy_assignment" "web_to_app_cache" {
  managed_redis_id = module.app_cache.id
  object_id        = module.identity.principal_ids["web"]
}

resource "azurerm_network_security_rule" "to_app_cache" {
  # The priority is a hash of the target's name from 100 to 3999, so that it stays when rules come and go. No two rules overlap.
  name                        = "compute-to-app-cache"
  description                 = "The stack's compute components call app-cache"
  resource_group_name         = module.network.endpoints_security_group_resource_group
  network_security_group_name = module.network.endpoints_security_group_name
  priority                    = 167
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_address_prefixes     = module.network.compute_address_prefixes
  source_port_range           = "*"
  destination_address_prefix  = module.app_cache.private_ip_address
  destination_port_ranges     = ["10000"]
}

# --- web -> uploads ---
# web -> uploads: read-write
# Made by module.uploads, argument waits_for["web"].
# Wider than the flow, README.md says why: azurerm_role_assignment.web_to_uploads_links.
# Wider than the flow, README.md says why: azurerm_network_security_rule.to_uploads.

locals {
  web_to_uploads = {
    UPLOADS_NAME     = module.uploads.container
    UPLOADS_ENDPOINT = module.uploads.endpoint
  }
}

resource "azurerm_role_assignment" "web_to_uploads" {
  description          = "web -> uploads: read-write"
  scope                = module.uploads.container_id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = module.identity.principal_ids["web"]
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "web_to_uploads_links" {
  count = module.uploads.signed_links ? 1 : 0

  description          = "web -> uploads: signed links"
  scope                = module.uploads.id
  role_definition_name = "Storage Blob Delegator"
  principal_id         = module.identity.principal_ids["web"]
  principal_type       = "ServicePrincipal"
}

resource "azurerm_network_security_rule" "to_uploads" {
  # The priority is a hash of the target's name from 100 to 3999, so that it stays when rules come and go. No two rules overlap.
  name                        = "compute-to-uploads"
  description                 = "The stack's compute components call uploads"
  resource_group_name         = module.network.endpoints_security_group_resource_group
  network_security_group_name = module.network.endpoints_security_group_name
  priority                    = 1444
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_address_prefixes     = module.network.compute_address_prefixes
  source_port_range           = "*"
  destination_address_prefix  = module.uploads.private_ip_address
  destination_port_ranges     = ["443"]
}

# --- web -> vault ---
# web -> vault: read (session-key, mail-token)
# Wider than the flow, README.md says why: azurerm_role_assignment.web_to_vault.
# Wider than the flow, README.md says why: azurerm_network_security_rule.to_vault.

locals {
  web_to_vault = {
    VAULT_ENDPOINT = module.vault.uri
  }
}

resource "azurerm_role_assignment" "web_to_vault" {
  description          = "web -> vault: read"
  scope                = module.vault.id
  role_definition_name = "Key Vault Secrets User"
  principal_id         = module.identity.principal_ids["web"]
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
