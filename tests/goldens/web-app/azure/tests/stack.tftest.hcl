# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider azure` writes it again and keeps edits.

# What no tfvars file of cloudgen's has; a stack without a database takes none.
variables {
  database_administrator = {
    name           = "database-administrators"
    object_id      = "88888888-8888-8888-8888-888888888888"
    principal_type = "Group"
  }
}

# No account is needed: the provider is mocked. It still checks every value and parses every id, so the mocks have
# ids of the real shape.

mock_provider "azurerm" {
  mock_data "azurerm_client_config" {
    defaults = {
      client_id       = "66666666-6666-6666-6666-666666666666"
      object_id       = "77777777-7777-7777-7777-777777777777"
      subscription_id = "00000000-0000-0000-0000-000000000000"
      tenant_id       = "11111111-1111-1111-1111-111111111111"
    }
  }

  mock_resource "azurerm_application_insights" {
    defaults = {
      id                = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Insights/components/insights"
      connection_string = "InstrumentationKey=00000000-0000-0000-0000-000000000000"
    }
  }

  mock_resource "azurerm_application_insights_workbook" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Insights/workbooks/55555555-5555-5555-5555-555555555555" }
  }

  mock_resource "azurerm_cdn_frontdoor_custom_domain" {
    defaults = {
      id               = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Cdn/profiles/edge/customDomains/domain"
      validation_token = "token"
    }
  }

  mock_resource "azurerm_cdn_frontdoor_endpoint" {
    defaults = {
      id        = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Cdn/profiles/edge/afdEndpoints/endpoint"
      host_name = "endpoint-abc.z01.azurefd.net"
    }
  }

  mock_resource "azurerm_cdn_frontdoor_firewall_policy" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/frontDoorWebApplicationFirewallPolicies/shield" }
  }

  mock_resource "azurerm_cdn_frontdoor_origin" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Cdn/profiles/edge/originGroups/group/origins/origin" }
  }

  mock_resource "azurerm_cdn_frontdoor_origin_group" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Cdn/profiles/edge/originGroups/group" }
  }

  mock_resource "azurerm_cdn_frontdoor_profile" {
    defaults = {
      id            = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Cdn/profiles/edge"
      resource_guid = "22222222-2222-2222-2222-222222222222"
    }
  }

  mock_resource "azurerm_cdn_frontdoor_route" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Cdn/profiles/edge/afdEndpoints/endpoint/routes/route" }
  }

  mock_resource "azurerm_cdn_frontdoor_rule_set" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Cdn/profiles/edge/ruleSets/files" }
  }

  mock_resource "azurerm_container_app" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.App/containerApps/app" }
  }

  mock_resource "azurerm_container_app_environment" {
    defaults = {
      id             = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.App/managedEnvironments/apps"
      default_domain = "calmsea-1234abcd.eastus.azurecontainerapps.io"
    }
  }

  mock_resource "azurerm_container_app_job" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.App/jobs/job" }
  }

  mock_resource "azurerm_container_registry" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/registry" }
  }

  mock_resource "azurerm_eventgrid_system_topic" {
    defaults = {
      id       = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.EventGrid/systemTopics/topic"
      identity = { principal_id = "55555555-5555-5555-5555-555555555555" }
    }
  }

  mock_resource "azurerm_function_app_flex_consumption" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Web/sites/functions" }
  }

  mock_resource "azurerm_key_vault" {
    defaults = {
      id        = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/vault"
      vault_uri = "https://vault.vault.azure.net/"
    }
  }

  mock_resource "azurerm_log_analytics_workspace" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/workspace" }
  }

  mock_resource "azurerm_managed_redis" {
    defaults = {
      id               = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Cache/redisEnterprise/cache"
      hostname         = "cache.eastus.redis.azure.net"
      default_database = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Cache/redisEnterprise/cache/databases/default", port = 10000 }
    }
  }

  mock_resource "azurerm_monitor_action_group" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Insights/actionGroups/operators" }
  }

  mock_resource "azurerm_nat_gateway" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/natGateways/nat" }
  }

  mock_resource "azurerm_network_security_group" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/networkSecurityGroups/nsg" }
  }

  mock_resource "azurerm_postgresql_flexible_server" {
    defaults = {
      id   = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/server"
      fqdn = "server.postgres.database.azure.com"
    }
  }

  mock_resource "azurerm_private_dns_zone" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/privatelink.example.com" }
  }

  mock_resource "azurerm_private_endpoint" {
    defaults = {
      id                         = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/privateEndpoints/endpoint"
      private_service_connection = { private_ip_address = "10.20.2.4" }
    }
  }

  mock_resource "azurerm_public_ip" {
    defaults = {
      id         = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/publicIPAddresses/nat"
      ip_address = "203.0.113.10"
    }
  }

  mock_resource "azurerm_redis_cache" {
    defaults = {
      id       = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Cache/redis/cache"
      hostname = "cache.redis.cache.windows.net"
      ssl_port = 6380
    }
  }

  mock_resource "azurerm_resource_group" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg" }
  }

  mock_resource "azurerm_service_plan" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Web/serverFarms/plan" }
  }

  mock_resource "azurerm_servicebus_namespace" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ServiceBus/namespaces/namespace" }
  }

  mock_resource "azurerm_servicebus_queue" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ServiceBus/namespaces/namespace/queues/queue" }
  }

  mock_resource "azurerm_servicebus_subscription" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ServiceBus/namespaces/namespace/topics/topic/subscriptions/subscription" }
  }

  mock_resource "azurerm_servicebus_topic" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ServiceBus/namespaces/namespace/topics/topic" }
  }

  mock_resource "azurerm_storage_account" {
    defaults = {
      id                    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/store"
      primary_blob_endpoint = "https://store.blob.core.windows.net/"
      primary_blob_host     = "store.blob.core.windows.net"
    }
  }

  mock_resource "azurerm_storage_container" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/store/blobServices/default/containers/files" }
  }

  mock_resource "azurerm_subnet" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/network/subnets/subnet" }
  }

  mock_resource "azurerm_user_assigned_identity" {
    defaults = {
      id           = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/identity"
      client_id    = "33333333-3333-3333-3333-333333333333"
      principal_id = "44444444-4444-4444-4444-444444444444"
    }
  }

  mock_resource "azurerm_virtual_network" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/network" }
  }
}

run "dev_settings" {
  command = plan

  module {
    source = "./tests/settings"
  }

  variables {
    file = "environments/dev.tfvars"
  }
}

run "dev" {
  state_key = "dev"

  variables {
    environment     = run.dev_settings.values.environment
    location        = run.dev_settings.values.location
    project         = run.dev_settings.values.project
    prefix          = run.dev_settings.values.prefix
    domain          = run.dev_settings.values.domain
    subscription_id = run.dev_settings.values.subscription_id
    tags            = run.dev_settings.values.tags
    network         = run.dev_settings.values.network
    logs            = run.dev_settings.values.logs
    registry        = run.dev_settings.values.registry
    identity        = run.dev_settings.values.identity
    cluster         = run.dev_settings.values.cluster
    budget          = run.dev_settings.values.budget
    shield          = run.dev_settings.values.shield
    edge            = run.dev_settings.values.edge
    assets          = run.dev_settings.values.assets
    uploads         = run.dev_settings.values.uploads
    web             = run.dev_settings.values.web
    migrate         = run.dev_settings.values.migrate
    app_db          = run.dev_settings.values.app_db
    app_cache       = run.dev_settings.values.app_cache
    vault           = run.dev_settings.values.vault
    watch           = run.dev_settings.values.watch
    web_image       = lookup(run.dev_settings.values, "web_image", null)
    migrate_image   = lookup(run.dev_settings.values, "migrate_image", null)
  }

  assert {
    condition     = alltrue([for name in azurerm_role_assignment.web_pull[*].role_definition_name : !contains(["Owner", "Contributor"], name)])
    error_message = "azurerm_role_assignment.web_pull must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in azurerm_role_assignment.web_telemetry[*].role_definition_name : !contains(["Owner", "Contributor"], name)])
    error_message = "azurerm_role_assignment.web_telemetry must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in azurerm_role_assignment.migrate_pull[*].role_definition_name : !contains(["Owner", "Contributor"], name)])
    error_message = "azurerm_role_assignment.migrate_pull must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in azurerm_role_assignment.migrate_telemetry[*].role_definition_name : !contains(["Owner", "Contributor"], name)])
    error_message = "azurerm_role_assignment.migrate_telemetry must be a narrow role."
  }

  assert {
    condition     = toset(keys(local.web_to_app_db)) == toset(["APP_DB_AUTH", "APP_DB_CA", "APP_DB_HOST", "APP_DB_NAME", "APP_DB_PORT", "APP_DB_USER"])
    error_message = "web -> app-db gives its variables and no other."
  }

  assert {
    condition     = toset(keys(local.migrate_to_app_db)) == toset(["APP_DB_AUTH", "APP_DB_CA", "APP_DB_HOST", "APP_DB_NAME", "APP_DB_PORT", "APP_DB_USER"])
    error_message = "migrate -> app-db gives its variables and no other."
  }

  assert {
    condition     = toset(keys(local.web_to_app_cache)) == toset(["APP_CACHE_AUTH", "APP_CACHE_CA", "APP_CACHE_HOST", "APP_CACHE_NAME", "APP_CACHE_PORT", "APP_CACHE_USER"])
    error_message = "web -> app-cache gives its variables and no other."
  }

  assert {
    condition     = toset(keys(local.web_to_uploads)) == toset(["UPLOADS_ENDPOINT", "UPLOADS_NAME"])
    error_message = "web -> uploads gives its variables and no other."
  }

  assert {
    condition     = alltrue([for name in azurerm_role_assignment.web_to_uploads[*].role_definition_name : !contains(["Owner", "Contributor"], name)])
    error_message = "azurerm_role_assignment.web_to_uploads must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in azurerm_role_assignment.web_to_uploads_links[*].role_definition_name : !contains(["Owner", "Contributor"], name)])
    error_message = "azurerm_role_assignment.web_to_uploads_links must be a narrow role."
  }

  assert {
    condition     = toset(keys(local.web_to_vault)) == toset(["VAULT_ENDPOINT"])
    error_message = "web -> vault gives its variables and no other."
  }

  assert {
    condition     = alltrue([for name in azurerm_role_assignment.web_to_vault[*].role_definition_name : !contains(["Owner", "Contributor"], name)])
    error_message = "azurerm_role_assignment.web_to_vault must be a narrow role."
  }
}

run "staging_settings" {
  command = plan

  module {
    source = "./tests/settings"
  }

  variables {
    file = "environments/staging.tfvars"
  }
}

run "staging" {
  state_key = "staging"

  variables {
    environment     = run.staging_settings.values.environment
    location        = run.staging_settings.values.location
    project         = run.staging_settings.values.project
    prefix          = run.staging_settings.values.prefix
    domain          = run.staging_settings.values.domain
    subscription_id = run.staging_settings.values.subscription_id
    tags            = run.staging_settings.values.tags
    network         = run.staging_settings.values.network
    logs            = run.staging_settings.values.logs
    registry        = run.staging_settings.values.registry
    identity        = run.staging_settings.values.identity
    cluster         = run.staging_settings.values.cluster
    budget          = run.staging_settings.values.budget
    shield          = run.staging_settings.values.shield
    edge            = run.staging_settings.values.edge
    assets          = run.staging_settings.values.assets
    uploads         = run.staging_settings.values.uploads
    web             = run.staging_settings.values.web
    migrate         = run.staging_settings.values.migrate
    app_db          = run.staging_settings.values.app_db
    app_cache       = run.staging_settings.values.app_cache
    vault           = run.staging_settings.values.vault
    watch           = run.staging_settings.values.watch
    web_image       = lookup(run.staging_settings.values, "web_image", null)
    migrate_image   = lookup(run.staging_settings.values, "migrate_image", null)
  }

  assert {
    condition     = alltrue([for name in azurerm_role_assignment.web_pull[*].role_definition_name : !contains(["Owner", "Contributor"], name)])
    error_message = "azurerm_role_assignment.web_pull must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in azurerm_role_assignment.web_telemetry[*].role_definition_name : !contains(["Owner", "Contributor"], name)])
    error_message = "azurerm_role_assignment.web_telemetry must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in azurerm_role_assignment.migrate_pull[*].role_definition_name : !contains(["Owner", "Contributor"], name)])
    error_message = "azurerm_role_assignment.migrate_pull must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in azurerm_role_assignment.migrate_telemetry[*].role_definition_name : !contains(["Owner", "Contributor"], name)])
    error_message = "azurerm_role_assignment.migrate_telemetry must be a narrow role."
  }

  assert {
    condition     = toset(keys(local.web_to_app_db)) == toset(["APP_DB_AUTH", "APP_DB_CA", "APP_DB_HOST", "APP_DB_NAME", "APP_DB_PORT", "APP_DB_USER"])
    error_message = "web -> app-db gives its variables and no other."
  }

  assert {
    condition     = toset(keys(local.migrate_to_app_db)) == toset(["APP_DB_AUTH", "APP_DB_CA", "APP_DB_HOST", "APP_DB_NAME", "APP_DB_PORT", "APP_DB_USER"])
    error_message = "migrate -> app-db gives its variables and no other."
  }

  assert {
    condition     = toset(keys(local.web_to_app_cache)) == toset(["APP_CACHE_AUTH", "APP_CACHE_CA", "APP_CACHE_HOST", "APP_CACHE_NAME", "APP_CACHE_PORT", "APP_CACHE_USER"])
    error_message = "web -> app-cache gives its variables and no other."
  }

  assert {
    condition     = toset(keys(local.web_to_uploads)) == toset(["UPLOADS_ENDPOINT", "UPLOADS_NAME"])
    error_message = "web -> uploads gives its variables and no other."
  }

  assert {
    condition     = alltrue([for name in azurerm_role_assignment.web_to_uploads[*].role_definition_name : !contains(["Owner", "Contributor"], name)])
    error_message = "azurerm_role_assignment.web_to_uploads must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in azurerm_role_assignment.web_to_uploads_links[*].role_definition_name : !contains(["Owner", "Contributor"], name)])
    error_message = "azurerm_role_assignment.web_to_uploads_links must be a narrow role."
  }

  assert {
    condition     = toset(keys(local.web_to_vault)) == toset(["VAULT_ENDPOINT"])
    error_message = "web -> vault gives its variables and no other."
  }

  assert {
    condition     = alltrue([for name in azurerm_role_assignment.web_to_vault[*].role_definition_name : !contains(["Owner", "Contributor"], name)])
    error_message = "azurerm_role_assignment.web_to_vault must be a narrow role."
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

run "prod" {
  state_key = "prod"

  variables {
    environment     = run.prod_settings.values.environment
    location        = run.prod_settings.values.location
    project         = run.prod_settings.values.project
    prefix          = run.prod_settings.values.prefix
    domain          = run.prod_settings.values.domain
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
    condition     = alltrue([for name in azurerm_role_assignment.web_pull[*].role_definition_name : !contains(["Owner", "Contributor"], name)])
    error_message = "azurerm_role_assignment.web_pull must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in azurerm_role_assignment.web_telemetry[*].role_definition_name : !contains(["Owner", "Contributor"], name)])
    error_message = "azurerm_role_assignment.web_telemetry must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in azurerm_role_assignment.migrate_pull[*].role_definition_name : !contains(["Owner", "Contributor"], name)])
    error_message = "azurerm_role_assignment.migrate_pull must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in azurerm_role_assignment.migrate_telemetry[*].role_definition_name : !contains(["Owner", "Contributor"], name)])
    error_message = "azurerm_role_assignment.migrate_telemetry must be a narrow role."
  }

  assert {
    condition     = toset(keys(local.web_to_app_db)) == toset(["APP_DB_AUTH", "APP_DB_CA", "APP_DB_HOST", "APP_DB_NAME", "APP_DB_PORT", "APP_DB_USER"])
    error_message = "web -> app-db gives its variables and no other."
  }

  assert {
    condition     = toset(keys(local.migrate_to_app_db)) == toset(["APP_DB_AUTH", "APP_DB_CA", "APP_DB_HOST", "APP_DB_NAME", "APP_DB_PORT", "APP_DB_USER"])
    error_message = "migrate -> app-db gives its variables and no other."
  }

  assert {
    condition     = toset(keys(local.web_to_app_cache)) == toset(["APP_CACHE_AUTH", "APP_CACHE_CA", "APP_CACHE_HOST", "APP_CACHE_NAME", "APP_CACHE_PORT", "APP_CACHE_USER"])
    error_message = "web -> app-cache gives its variables and no other."
  }

  assert {
    condition     = toset(keys(local.web_to_uploads)) == toset(["UPLOADS_ENDPOINT", "UPLOADS_NAME"])
    error_message = "web -> uploads gives its variables and no other."
  }

  assert {
    condition     = alltrue([for name in azurerm_role_assignment.web_to_uploads[*].role_definition_name : !contains(["Owner", "Contributor"], name)])
    error_message = "azurerm_role_assignment.web_to_uploads must be a narrow role."
  }

  assert {
    condition     = alltrue([for name in azurerm_role_assignment.web_to_uploads_links[*].role_definition_name : !contains(["Owner", "Contributor"], name)])
    error_message = "azurerm_role_assignment.web_to_uploads_links must be a narrow role."
  }

  assert {
    condition     = toset(keys(local.web_to_vault)) == toset(["VAULT_ENDPOINT"])
    error_message = "web -> vault gives its variables and no other."
  }

  assert {
    condition     = alltrue([for name in azurerm_role_assignment.web_to_vault[*].role_definition_name : !contains(["Owner", "Contributor"], name)])
    error_message = "azurerm_role_assignment.web_to_vault must be a narrow role."
  }
}
