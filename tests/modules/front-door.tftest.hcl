# The domain's ways: none, records elsewhere, records there, a zone of the subscription.

mock_provider "azurerm" {
  override_during = plan

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
}

variables {
  cache_ttl_seconds   = 3600
  location            = "eastus2"
  logs_workspace_id   = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/workspace"
  name                = "edge"
  resource_group_name = "rg"
  routes              = { "/*" = { origin = "web" } }
  sku_name            = "Standard_AzureFrontDoor"
  subscription_id     = "00000000-0000-0000-0000-000000000000"

  firewalls = {
    shield = {
      id       = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/frontDoorWebApplicationFirewallPolicies/shield"
      sku_name = "Standard_AzureFrontDoor"
    }
  }

  service_origins = { web = { environment_id = "", health_path = "/", host = "web.example.net", private = false } }
}

run "no_domain" {
  command = plan

  assert {
    condition     = output.host == "endpoint-abc.z01.azurefd.net" && length(output.domain_records) == 0
    error_message = "Without a domain the endpoint's own name is the address, with no record to set."
  }

  assert {
    condition     = length(azurerm_cdn_frontdoor_custom_domain.this) == 0 && azurerm_cdn_frontdoor_route.this["web"].link_to_default_domain
    error_message = "Without a domain the route has the endpoint's own name alone."
  }
}

run "ready_without_a_domain" {
  command = plan
  variables { domain_ready = true }

  assert {
    condition     = azurerm_cdn_frontdoor_route.this["web"].link_to_default_domain
    error_message = "A route must have a name."
  }
}

run "records_elsewhere" {
  command = plan

  variables {
    domain         = "shop-eu.example.com"
    domain_aliases = ["shop.eu.example.com", "example.com"]
  }

  assert {
    condition     = output.host == "endpoint-abc.z01.azurefd.net" && azurerm_cdn_frontdoor_route.this["web"].link_to_default_domain
    error_message = "Until the records are there the endpoint's own name must serve."
  }

  assert {
    condition = toset([for record in output.domain_records : "${record.purpose} ${record.type} ${record.name} ${record.value}"]) == toset([
      "validation TXT _dnsauth.shop-eu.example.com token",
      "validation TXT _dnsauth.shop.eu.example.com token",
      "validation TXT _dnsauth.example.com token",
      "traffic CNAME shop-eu.example.com endpoint-abc.z01.azurefd.net",
      "traffic CNAME shop.eu.example.com endpoint-abc.z01.azurefd.net",
      "traffic CNAME example.com endpoint-abc.z01.azurefd.net",
    ])
    error_message = "The output must have two records for each domain."
  }

  assert {
    condition     = toset([for domain in azurerm_cdn_frontdoor_custom_domain.this : domain.name]) == toset(["shop--eu-example-com", "shop-eu-example-com", "example-com"])
    error_message = "No two domains may have one name."
  }

  assert {
    condition = alltrue([
      for host in ["shop-eu.example.com", "shop.eu.example.com", "example.com"] : contains(keys(azurerm_cdn_frontdoor_security_policy.domains), "shield ${host}")
    ])
    error_message = "The firewall must protect each domain."
  }

  assert {
    condition     = length(azurerm_dns_txt_record.validation) + length(azurerm_dns_cname_record.traffic) + length(azurerm_dns_a_record.traffic) == 0
    error_message = "Without a zone no record is made."
  }
}

run "records_there" {
  command = plan

  variables {
    domain       = "shop.example.com"
    domain_ready = true
  }

  assert {
    condition     = output.host == "shop.example.com" && !azurerm_cdn_frontdoor_route.this["web"].link_to_default_domain
    error_message = "When the domain answers, it is the address and the only one."
  }

  assert {
    condition     = length(output.domain_records) == 2
    error_message = "The records stay in the output, for whoever keeps them."
  }
}

run "zone" {
  command = plan

  variables {
    domain         = "shop.example.com"
    domain_aliases = ["example.com"]
    dns_zone       = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/dns/providers/Microsoft.Network/dnsZones/Example.com"
  }

  assert {
    condition     = output.host == "shop.example.com" && length(output.domain_records) == 0 && azurerm_cdn_frontdoor_route.this["web"].link_to_default_domain
    error_message = "With a zone the domain is the address, and the endpoint's own name answers until the domain does."
  }

  assert {
    condition = { for host, record in azurerm_dns_txt_record.validation : host => "${record.name} ${one(record.record[*].value)}" } == {
      "example.com"      = "_dnsauth token"
      "shop.example.com" = "_dnsauth.shop token"
    }
    error_message = "Each domain must be proved by its token."
  }

  assert {
    condition = (
      { for host, record in azurerm_dns_cname_record.traffic : host => "${record.name} ${record.record}" } == { "shop.example.com" = "shop endpoint-abc.z01.azurefd.net" } &&
      { for host, record in azurerm_dns_a_record.traffic : host => "${record.name} ${record.target_resource_id}" } == { "example.com" = "@ ${azurerm_cdn_frontdoor_endpoint.this.id}" }
    )
    error_message = "A name below the zone has a CNAME record to the endpoint, the apex an alias."
  }

  assert {
    condition = alltrue([
      for record in concat(values(azurerm_dns_txt_record.validation), values(azurerm_dns_cname_record.traffic), values(azurerm_dns_a_record.traffic)) :
      record.zone_name == "example.com" && record.resource_group_name == "dns"
    ])
    error_message = "The records must be in the zone."
  }
}

run "zone_of_another_subscription" {
  command = plan

  variables {
    domain   = "shop.example.com"
    dns_zone = "/subscriptions/11111111-0000-0000-0000-000000000000/resourceGroups/dns/providers/Microsoft.Network/dnsZones/example.com"
  }

  expect_failures = [var.dns_zone]
}

run "domain_outside_of_the_zone" {
  command = plan

  variables {
    domain         = "badexample.com"
    domain_aliases = ["shop.example.com"]
    dns_zone       = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/dns/providers/Microsoft.Network/dnsZones/example.com"
  }

  assert {
    condition     = output.host == "endpoint-abc.z01.azurefd.net" && toset(output.domain_records[*].name) == toset(["badexample.com", "_dnsauth.badexample.com"])
    error_message = "The records of a domain that isn't in the zone are its owner's."
  }

  assert {
    condition     = join(" ", concat(keys(azurerm_dns_txt_record.validation), keys(azurerm_dns_cname_record.traffic))) == "shop.example.com shop.example.com"
    error_message = "The zone has the records of the domains in it alone."
  }
}
