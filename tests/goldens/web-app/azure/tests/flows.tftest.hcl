# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider azure` writes it again and keeps edits.

# Who may do what, and whom the network lets through: each grant and rule of flows.tf, argument by argument.
# flows.tf is the same for all environments, so one is enough.

mock_provider "azurerm" {
  source          = "./tests/mocks"
  override_during = plan
}

# What no tfvars file of cloudgen's has; a stack without a database takes none.
variables {
  database_administrator = {
    name           = "database-administrators"
    object_id      = "88888888-8888-8888-8888-888888888888"
    principal_type = "Group"
  }
}

run "prod_settings" {
  command = plan

  module {
    source = "./tests/settings"
  }

  variables {
    file = "environments/prod.tfvars"
  }
}

run "flows" {
  command = plan

  variables {
    environment     = run.prod_settings.values.environment
    location        = run.prod_settings.values.location
    project         = run.prod_settings.values.project
    prefix          = run.prod_settings.values.prefix
    domain          = run.prod_settings.values.domain
    domain_aliases  = run.prod_settings.values.domain_aliases
    domain_ready    = run.prod_settings.values.domain_ready
    dns_zone        = run.prod_settings.values.dns_zone
    subscription_id = run.prod_settings.values.subscription_id
    tags            = run.prod_settings.values.tags
    network         = run.prod_settings.values.network
    logs            = run.prod_settings.values.logs
    registry        = run.prod_settings.values.registry
    identity        = run.prod_settings.values.identity
    cluster         = run.prod_settings.values.cluster
    budget          = run.prod_settings.values.budget
    shield          = run.prod_settings.values.shield
    edge            = run.prod_settings.values.edge
    assets          = run.prod_settings.values.assets
    uploads         = run.prod_settings.values.uploads
    web             = run.prod_settings.values.web
    migrate         = run.prod_settings.values.migrate
    app_db          = run.prod_settings.values.app_db
    app_cache       = run.prod_settings.values.app_cache
    vault           = run.prod_settings.values.vault
    watch           = run.prod_settings.values.watch
    web_image       = lookup(run.prod_settings.values, "web_image", null)
    migrate_image   = lookup(run.prod_settings.values, "migrate_image", null)
  }

  assert {
    condition = alltrue([
      azurerm_role_assignment.web_pull.scope == module.registry.id,
      azurerm_role_assignment.web_pull.role_definition_name == "AcrPull",
      azurerm_role_assignment.web_pull.principal_id == module.identity.principal_ids["web"],
      azurerm_role_assignment.web_pull.principal_type == "ServicePrincipal",
    ])
    error_message = "web: what the platform needs, and nothing else: azurerm_role_assignment.web_pull differs."
  }

  assert {
    condition = alltrue([
      azurerm_role_assignment.web_telemetry.scope == module.logs.insights_id,
      azurerm_role_assignment.web_telemetry.role_definition_name == "Monitoring Metrics Publisher",
      azurerm_role_assignment.web_telemetry.principal_id == module.identity.principal_ids["web"],
      azurerm_role_assignment.web_telemetry.principal_type == "ServicePrincipal",
    ])
    error_message = "web: what the platform needs, and nothing else: azurerm_role_assignment.web_telemetry differs."
  }

  assert {
    condition = alltrue([
      azurerm_role_assignment.migrate_pull.scope == module.registry.id,
      azurerm_role_assignment.migrate_pull.role_definition_name == "AcrPull",
      azurerm_role_assignment.migrate_pull.principal_id == module.identity.principal_ids["migrate"],
      azurerm_role_assignment.migrate_pull.principal_type == "ServicePrincipal",
    ])
    error_message = "migrate: what the platform needs, and nothing else: azurerm_role_assignment.migrate_pull differs."
  }

  assert {
    condition = alltrue([
      azurerm_role_assignment.migrate_telemetry.scope == module.logs.insights_id,
      azurerm_role_assignment.migrate_telemetry.role_definition_name == "Monitoring Metrics Publisher",
      azurerm_role_assignment.migrate_telemetry.principal_id == module.identity.principal_ids["migrate"],
      azurerm_role_assignment.migrate_telemetry.principal_type == "ServicePrincipal",
    ])
    error_message = "migrate: what the platform needs, and nothing else: azurerm_role_assignment.migrate_telemetry differs."
  }

  assert {
    condition = alltrue([
      azurerm_network_security_rule.to_app_db.name == "compute-to-app-db",
      azurerm_network_security_rule.to_app_db.resource_group_name == module.network.endpoints_security_group_resource_group,
      azurerm_network_security_rule.to_app_db.network_security_group_name == module.network.endpoints_security_group_name,
      azurerm_network_security_rule.to_app_db.priority == 941,
      azurerm_network_security_rule.to_app_db.direction == "Inbound",
      azurerm_network_security_rule.to_app_db.access == "Allow",
      azurerm_network_security_rule.to_app_db.protocol == "Tcp",
      toset(azurerm_network_security_rule.to_app_db.source_address_prefixes) == toset(module.network.compute_address_prefixes),
      azurerm_network_security_rule.to_app_db.source_port_range == "*",
      azurerm_network_security_rule.to_app_db.destination_address_prefix == module.app_db.private_ip_address,
      toset(azurerm_network_security_rule.to_app_db.destination_port_ranges) == toset(["5432"]),
    ])
    error_message = "app-db: what the platform needs, and nothing else: azurerm_network_security_rule.to_app_db differs."
  }

  assert {
    condition     = toset(keys(local.web_to_app_db)) == toset(["APP_DB_AUTH", "APP_DB_CA", "APP_DB_HOST", "APP_DB_NAME", "APP_DB_PORT", "APP_DB_USER"])
    error_message = "web -> app-db: local.web_to_app_db must set the variables of this pair and no others."
  }

  assert {
    condition     = toset(keys(local.migrate_to_app_db)) == toset(["APP_DB_AUTH", "APP_DB_CA", "APP_DB_HOST", "APP_DB_NAME", "APP_DB_PORT", "APP_DB_USER"])
    error_message = "migrate -> app-db: local.migrate_to_app_db must set the variables of this pair and no others."
  }

  assert {
    condition = alltrue([
      azurerm_managed_redis_access_policy_assignment.web_to_app_cache.managed_redis_id == module.app_cache.id,
      azurerm_managed_redis_access_policy_assignment.web_to_app_cache.object_id == module.identity.principal_ids["web"],
    ])
    error_message = "web -> app-cache: read-write, and nothing else: azurerm_managed_redis_access_policy_assignment.web_to_app_cache differs."
  }

  assert {
    condition = alltrue([
      azurerm_network_security_rule.to_app_cache.name == "compute-to-app-cache",
      azurerm_network_security_rule.to_app_cache.resource_group_name == module.network.endpoints_security_group_resource_group,
      azurerm_network_security_rule.to_app_cache.network_security_group_name == module.network.endpoints_security_group_name,
      azurerm_network_security_rule.to_app_cache.priority == 167,
      azurerm_network_security_rule.to_app_cache.direction == "Inbound",
      azurerm_network_security_rule.to_app_cache.access == "Allow",
      azurerm_network_security_rule.to_app_cache.protocol == "Tcp",
      toset(azurerm_network_security_rule.to_app_cache.source_address_prefixes) == toset(module.network.compute_address_prefixes),
      azurerm_network_security_rule.to_app_cache.source_port_range == "*",
      azurerm_network_security_rule.to_app_cache.destination_address_prefix == module.app_cache.private_ip_address,
      toset(azurerm_network_security_rule.to_app_cache.destination_port_ranges) == toset(["10000"]),
    ])
    error_message = "web -> app-cache: read-write, and nothing else: azurerm_network_security_rule.to_app_cache differs."
  }

  assert {
    condition     = toset(keys(local.web_to_app_cache)) == toset(["APP_CACHE_AUTH", "APP_CACHE_CA", "APP_CACHE_HOST", "APP_CACHE_NAME", "APP_CACHE_PORT", "APP_CACHE_USER"])
    error_message = "web -> app-cache: local.web_to_app_cache must set the variables of this pair and no others."
  }

  assert {
    condition = alltrue([
      azurerm_role_assignment.web_to_uploads.scope == module.uploads.container_id,
      azurerm_role_assignment.web_to_uploads.role_definition_name == "Storage Blob Data Contributor",
      azurerm_role_assignment.web_to_uploads.principal_id == module.identity.principal_ids["web"],
      azurerm_role_assignment.web_to_uploads.principal_type == "ServicePrincipal",
    ])
    error_message = "web -> uploads: read-write, and nothing else: azurerm_role_assignment.web_to_uploads differs."
  }

  assert {
    condition = alltrue([
      length(azurerm_role_assignment.web_to_uploads_links) == (module.uploads.signed_links ? 1 : 0),
      alltrue([for each in azurerm_role_assignment.web_to_uploads_links : each.scope == module.uploads.id]),
      alltrue([for each in azurerm_role_assignment.web_to_uploads_links : each.role_definition_name == "Storage Blob Delegator"]),
      alltrue([for each in azurerm_role_assignment.web_to_uploads_links : each.principal_id == module.identity.principal_ids["web"]]),
      alltrue([for each in azurerm_role_assignment.web_to_uploads_links : each.principal_type == "ServicePrincipal"]),
    ])
    error_message = "web -> uploads: read-write, and nothing else: azurerm_role_assignment.web_to_uploads_links differs."
  }

  assert {
    condition = alltrue([
      azurerm_network_security_rule.to_uploads.name == "compute-to-uploads",
      azurerm_network_security_rule.to_uploads.resource_group_name == module.network.endpoints_security_group_resource_group,
      azurerm_network_security_rule.to_uploads.network_security_group_name == module.network.endpoints_security_group_name,
      azurerm_network_security_rule.to_uploads.priority == 1444,
      azurerm_network_security_rule.to_uploads.direction == "Inbound",
      azurerm_network_security_rule.to_uploads.access == "Allow",
      azurerm_network_security_rule.to_uploads.protocol == "Tcp",
      toset(azurerm_network_security_rule.to_uploads.source_address_prefixes) == toset(module.network.compute_address_prefixes),
      azurerm_network_security_rule.to_uploads.source_port_range == "*",
      azurerm_network_security_rule.to_uploads.destination_address_prefix == module.uploads.private_ip_address,
      toset(azurerm_network_security_rule.to_uploads.destination_port_ranges) == toset(["443"]),
    ])
    error_message = "web -> uploads: read-write, and nothing else: azurerm_network_security_rule.to_uploads differs."
  }

  assert {
    condition     = toset(keys(local.web_to_uploads)) == toset(["UPLOADS_ENDPOINT", "UPLOADS_NAME"])
    error_message = "web -> uploads: local.web_to_uploads must set the variables of this pair and no others."
  }

  assert {
    condition = alltrue([
      azurerm_role_assignment.web_to_vault.scope == module.vault.id,
      azurerm_role_assignment.web_to_vault.role_definition_name == "Key Vault Secrets User",
      azurerm_role_assignment.web_to_vault.principal_id == module.identity.principal_ids["web"],
      azurerm_role_assignment.web_to_vault.principal_type == "ServicePrincipal",
    ])
    error_message = "web -> vault: read (session-key, mail-token), and nothing else: azurerm_role_assignment.web_to_vault differs."
  }

  assert {
    condition = alltrue([
      azurerm_network_security_rule.to_vault.name == "compute-to-vault",
      azurerm_network_security_rule.to_vault.resource_group_name == module.network.endpoints_security_group_resource_group,
      azurerm_network_security_rule.to_vault.network_security_group_name == module.network.endpoints_security_group_name,
      azurerm_network_security_rule.to_vault.priority == 3667,
      azurerm_network_security_rule.to_vault.direction == "Inbound",
      azurerm_network_security_rule.to_vault.access == "Allow",
      azurerm_network_security_rule.to_vault.protocol == "Tcp",
      toset(azurerm_network_security_rule.to_vault.source_address_prefixes) == toset(module.network.compute_address_prefixes),
      azurerm_network_security_rule.to_vault.source_port_range == "*",
      azurerm_network_security_rule.to_vault.destination_address_prefix == module.vault.private_ip_address,
      toset(azurerm_network_security_rule.to_vault.destination_port_ranges) == toset(["443"]),
    ])
    error_message = "web -> vault: read (session-key, mail-token), and nothing else: azurerm_network_security_rule.to_vault differs."
  }

  assert {
    condition     = toset(keys(local.web_to_vault)) == toset(["VAULT_ENDPOINT"])
    error_message = "web -> vault: local.web_to_vault must set the variables of this pair and no others."
  }
}

# Distinct ids for what the modules make: with the mocks' ids a grant on the wrong bucket would pass.

override_resource {
  target          = module.identity.azurerm_user_assigned_identity.this["web"]
  override_during = plan

  values = {
    id           = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/web"
    client_id    = "33333333-3333-3333-3333-000000000001"
    principal_id = "44444444-4444-4444-4444-000000000001"
  }
}

override_resource {
  target          = module.identity.azurerm_user_assigned_identity.this["migrate"]
  override_during = plan

  values = {
    id           = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/migrate"
    client_id    = "33333333-3333-3333-3333-000000000002"
    principal_id = "44444444-4444-4444-4444-000000000002"
  }
}

override_resource {
  target          = module.identity.azurerm_user_assigned_identity.this["app-db-setup"]
  override_during = plan

  values = {
    id           = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/app-db-setup"
    client_id    = "33333333-3333-3333-3333-000000000003"
    principal_id = "44444444-4444-4444-4444-000000000003"
  }
}

override_resource {
  target          = module.assets.azurerm_storage_account.this
  override_during = plan

  values = {
    id                    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/assets"
    primary_blob_endpoint = "https://assets.blob.core.windows.net/"
    primary_blob_host     = "assets.blob.core.windows.net"
  }
}

override_resource {
  target          = module.assets.azurerm_storage_container.this
  override_during = plan
  values          = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/assets/blobServices/default/containers/files" }
}

override_resource {
  target          = module.assets.azurerm_private_endpoint.this
  override_during = plan

  values = {
    id                         = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/privateEndpoints/assets"
    private_service_connection = { private_ip_address = "10.0.0.9" }
  }
}

override_resource {
  target          = module.uploads.azurerm_storage_account.this
  override_during = plan

  values = {
    id                    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/uploads"
    primary_blob_endpoint = "https://uploads.blob.core.windows.net/"
    primary_blob_host     = "uploads.blob.core.windows.net"
  }
}

override_resource {
  target          = module.uploads.azurerm_storage_container.this
  override_during = plan
  values          = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/uploads/blobServices/default/containers/files" }
}

override_resource {
  target          = module.uploads.azurerm_private_endpoint.this
  override_during = plan

  values = {
    id                         = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/privateEndpoints/uploads"
    private_service_connection = { private_ip_address = "10.0.0.10" }
  }
}

override_resource {
  target          = module.app_db.azurerm_postgresql_flexible_server.this
  override_during = plan

  values = {
    id   = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/app_db"
    fqdn = "app-db.postgres.database.azure.com"
  }
}

override_resource {
  target          = module.app_db.azurerm_private_endpoint.this
  override_during = plan

  values = {
    id                         = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/privateEndpoints/app_db"
    private_service_connection = { private_ip_address = "10.0.0.13" }
  }
}

override_resource {
  target          = module.app_cache.azurerm_managed_redis.this
  override_during = plan

  values = {
    id       = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Cache/redisEnterprise/app_cache"
    hostname = "app-cache.eastus.redis.azure.net"
    default_database = {
      id   = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Cache/redisEnterprise/app_cache/databases/default"
      port = 10000
    }
  }
}

override_resource {
  target          = module.app_cache.azurerm_private_endpoint.this
  override_during = plan

  values = {
    id                         = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/privateEndpoints/app_cache"
    private_service_connection = { private_ip_address = "10.0.0.14" }
  }
}

override_resource {
  target          = module.vault.azurerm_key_vault.this
  override_during = plan

  values = {
    id        = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/vault"
    vault_uri = "https://vault.vault.azure.net/"
  }
}

override_resource {
  target          = module.vault.azurerm_private_endpoint.this
  override_during = plan

  values = {
    id                         = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/privateEndpoints/vault"
    private_service_connection = { private_ip_address = "10.0.0.15" }
  }
}
