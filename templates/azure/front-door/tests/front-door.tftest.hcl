mock_provider "azurerm" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name                = "afd-example-prod"
  resource_group_name = "rg"
  location            = "eastus2"
  sku_name            = "Premium_AzureFrontDoor"
  cache_ttl_seconds   = 86400
  subscription_id     = "00000000-0000-0000-0000-000000000000"
  domain              = "app.example.com"
  domain_aliases      = ["example.com"]
  domain_ready        = true
  dns_zone            = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/dns/providers/Microsoft.Network/dnsZones/example.com"
  logs_workspace_id   = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/workspace"
  firewalls           = { shield = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/frontDoorWebApplicationFirewallPolicies/shield", sku_name = "Premium_AzureFrontDoor" } }

  service_origins = {
    web = { environment_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.App/managedEnvironments/apps", health_path = "/healthz", host = "web.calmsea-1234abcd.eastus2.azurecontainerapps.io", private = true }
  }

  store_origins = {
    assets = { account_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/assets", container = "files", host = "assets.blob.core.windows.net", paths = ["/static/*"], private = true, public = false }
  }

  routes = {
    "/*"        = { origin = "web" }
    "/static/*" = { origin = "assets" }
  }
}

run "front_door_prod" {
  command = plan

  module {
    source = "./modules/front-door"
  }

  assert {
    condition     = alltrue([for route in azurerm_cdn_frontdoor_route.this : route.https_redirect_enabled && route.forwarding_protocol == "HttpsOnly"])
    error_message = "Users and origins must be served by HTTPS alone."
  }

  assert {
    condition     = alltrue([for route in azurerm_cdn_frontdoor_route.this : !route.link_to_default_domain])
    error_message = "When the domain answers, the edge's own address must not."
  }

  assert {
    condition     = alltrue([for origin in azurerm_cdn_frontdoor_origin.this : origin.certificate_name_check_enabled && length(origin.private_link) == 1])
    error_message = "A private origin must be reached by private link, and prove its name."
  }

  assert {
    condition = toset(keys(azurerm_cdn_frontdoor_security_policy.domains)) == toset(["shield app.example.com", "shield example.com"]) && alltrue([
      for policy in concat(values(azurerm_cdn_frontdoor_security_policy.this), values(azurerm_cdn_frontdoor_security_policy.domains)) :
      one(policy.security_policies[*].firewall[0]).cdn_frontdoor_firewall_policy_id == var.firewalls["shield"].id &&
      alltrue([for association in one(policy.security_policies[*].firewall[0]).association[*] : association.patterns_to_match == tolist(["/*"]) && length(association.domain) == 1])
    ])
    error_message = "The firewall must look at every request to the endpoint and to every domain."
  }

  assert {
    condition     = alltrue([for domain in azurerm_cdn_frontdoor_custom_domain.this : one(domain.tls[*].certificate_type) == "ManagedCertificate"])
    error_message = "Every domain must have a certificate."
  }

  assert {
    condition     = azurerm_cdn_frontdoor_route.this["assets"].cdn_frontdoor_origin_path == "/files/static/" && one(azurerm_cdn_frontdoor_route.this["assets"].cache[*].query_string_caching_behavior) == "UseQueryString"
    error_message = "Of a store only the paths of its routes may be read, and a copy only by the link that fetched it."
  }

  assert {
    condition     = azurerm_monitor_diagnostic_setting.logs.log_analytics_workspace_id == var.logs_workspace_id && one(azurerm_monitor_diagnostic_setting.logs.enabled_log[*].category_group) == "allLogs"
    error_message = "All logs must go to the workspace."
  }
}
