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
  domain              = "app.example.com"
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
    error_message = "With a domain the edge's own address must not answer."
  }

  assert {
    condition     = alltrue([for origin in azurerm_cdn_frontdoor_origin.this : origin.certificate_name_check_enabled && length(origin.private_link) == 1])
    error_message = "A private origin must be reached by private link, and prove its name."
  }

  assert {
    condition = alltrue([
      for policy in one(azurerm_cdn_frontdoor_security_policy.this["shield"].security_policies[*].firewall[0]).association[*] :
      policy.patterns_to_match == tolist(["/*"]) && length(policy.domain) == 2
    ])
    error_message = "The firewall must look at every request to every domain."
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
