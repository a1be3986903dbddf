# What the mocked provider gives: ids of the real shape, because the provider parses the ids that others refer to.

mock_data "azurerm_application_insights" {
  defaults = { connection_string = "InstrumentationKey=00000000-0000-0000-0000-000000000000" }
}

mock_data "azurerm_client_config" {
  defaults = {
    client_id       = "66666666-6666-6666-6666-666666666666"
    object_id       = "77777777-7777-7777-7777-777777777777"
    subscription_id = "00000000-0000-0000-0000-000000000000"
    tenant_id       = "11111111-1111-1111-1111-111111111111"
  }
}

mock_data "azurerm_subnet" {
  defaults = {
    id               = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/network/subnets/subnet"
    address_prefixes = ["10.20.0.0/24"]
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

mock_resource "azurerm_cognitive_account" {
  defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/mock" }
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

mock_resource "azurerm_cosmosdb_account" {
  defaults = {
    id       = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.DocumentDB/databaseAccounts/mock"
    endpoint = "https://mock.documents.azure.com:443/"
  }
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

mock_resource "azurerm_notification_hub_namespace" {
  defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.NotificationHubs/namespaces/mock" }
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

mock_resource "azurerm_search_service" {
  defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Search/searchServices/mock" }
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

# Of these any values will do. Terraform gives a mocked resource values while it plans where it has a block here.

mock_resource "azurerm_cdn_frontdoor_custom_domain_association" {}

mock_resource "azurerm_cdn_frontdoor_rule" {}

mock_resource "azurerm_cdn_frontdoor_security_policy" {}

mock_resource "azurerm_consumption_budget_resource_group" {}

mock_resource "azurerm_consumption_budget_subscription" {}

mock_resource "azurerm_cosmosdb_sql_container" {}

mock_resource "azurerm_cosmosdb_sql_database" {}

mock_resource "azurerm_cosmosdb_sql_role_assignment" {}

mock_resource "azurerm_dns_a_record" {}

mock_resource "azurerm_dns_cname_record" {}

mock_resource "azurerm_dns_txt_record" {}

mock_resource "azurerm_eventgrid_system_topic_event_subscription" {}

mock_resource "azurerm_managed_redis_access_policy_assignment" {}

mock_resource "azurerm_management_lock" {}

mock_resource "azurerm_monitor_diagnostic_setting" {}

mock_resource "azurerm_monitor_metric_alert" {}

mock_resource "azurerm_monitor_scheduled_query_rules_alert_v2" {}

mock_resource "azurerm_nat_gateway_public_ip_association" {}

mock_resource "azurerm_network_security_rule" {}

mock_resource "azurerm_postgresql_flexible_server_active_directory_administrator" {}

mock_resource "azurerm_postgresql_flexible_server_database" {}

mock_resource "azurerm_private_dns_zone_virtual_network_link" {}

mock_resource "azurerm_redis_cache_access_policy_assignment" {}

mock_resource "azurerm_resource_group_template_deployment" {}

mock_resource "azurerm_role_assignment" {}

mock_resource "azurerm_storage_management_policy" {}

mock_resource "azurerm_subnet_nat_gateway_association" {}

mock_resource "azurerm_subnet_network_security_group_association" {}
