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

# --- users -> shield ---
# users -> shield: request
# Nothing to grant.

# --- shield -> edge ---
# shield -> edge: route
# Made inside of the module: module.edge.firewalls["shield"].

# --- edge -> web ---
# edge -> web: route
# Made inside of the module: module.web.edges["edge"].
# Made inside of the module: module.edge.service_origins["web"].
# Made inside of the module: module.edge.routes["/*"].

# --- edge -> assets ---
# edge -> assets: read (/static/*)
# Made inside of the module: module.assets.edges["edge"].
# Made inside of the module: module.edge.store_origins["assets"].
# Made inside of the module: module.edge.routes["/static/*"].

# --- web -> app-db ---
# web -> app-db: read-write

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

resource "azurerm_network_security_rule" "to_app_db" {
  name                        = "compute-to-app-db"
  description                 = "The stack's compute components call app-db"
  resource_group_name         = azurerm_resource_group.stack.name
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

# --- web -> app-cache ---
# web -> app-cache: read-write

locals {
  web_to_app_cache = {
    APP_CACHE_HOST = module.app_cache.host
    APP_CACHE_PORT = module.app_cache.port
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
  name                        = "compute-to-app-cache"
  description                 = "The stack's compute components call app-cache"
  resource_group_name         = azurerm_resource_group.stack.name
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
  description          = "web -> uploads: signed links"
  scope                = module.uploads.id
  role_definition_name = "Storage Blob Delegator"
  principal_id         = module.identity.principal_ids["web"]
  principal_type       = "ServicePrincipal"
}

resource "azurerm_network_security_rule" "to_uploads" {
  name                        = "compute-to-uploads"
  description                 = "The stack's compute components call uploads"
  resource_group_name         = azurerm_resource_group.stack.name
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
  name                        = "compute-to-vault"
  description                 = "The stack's compute components call vault"
  resource_group_name         = azurerm_resource_group.stack.name
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
