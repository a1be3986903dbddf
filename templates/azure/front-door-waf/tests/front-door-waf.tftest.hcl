mock_provider "azurerm" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name                = "wafexampleprod"
  resource_group_name = "rg"
  sku_name            = "Premium_AzureFrontDoor"
  mode                = "Prevention"
  requests_per_minute = 600
  blocked_ranges      = ["203.0.113.0/24"]
}

run "front_door_waf_prod" {
  command = plan

  module {
    source = "./modules/front-door-waf"
  }

  assert {
    condition     = azurerm_cdn_frontdoor_firewall_policy.this.mode == "Prevention"
    error_message = "The firewall must refuse, not only report."
  }

  assert {
    condition = { for rule in azurerm_cdn_frontdoor_firewall_policy.this.managed_rule : rule.type => rule.action } == {
      Microsoft_BotManagerRuleSet = "Block"
      Microsoft_DefaultRuleSet    = "Block"
    }
    error_message = "The managed rules must all be on."
  }

  assert {
    condition     = alltrue([for rule in azurerm_cdn_frontdoor_firewall_policy.this.custom_rule : rule.action == "Block" && rule.enabled != false && alltrue([for match in rule.match_condition : match.match_variable == "SocketAddr"])])
    error_message = "The rules must refuse by the address that Front Door sees, which a header can't change."
  }

  assert {
    condition     = [for rule in azurerm_cdn_frontdoor_firewall_policy.this.custom_rule : rule.rate_limit_threshold if rule.type == "RateLimitRule"] == [600]
    error_message = "An address must be refused above requests_per_minute."
  }

  assert {
    condition     = flatten([for rule in azurerm_cdn_frontdoor_firewall_policy.this.custom_rule : rule.match_condition[*].match_values if rule.name == "BlockedRanges"]) == ["203.0.113.0/24"]
    error_message = "blocked_ranges must be refused."
  }
}
