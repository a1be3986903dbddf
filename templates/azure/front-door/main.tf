locals {
  # Both kinds of origins in one form; a name is unique among them because components have one name each. A Premium profile
  # reaches every store through Private Link, and the store is closed to the internet.
  origins = merge(
    {
      for name, origin in var.service_origins : name => {
        health_path = origin.health_path
        host        = origin.host
        link        = origin.private ? { target_id = origin.environment_id, target_type = "managedEnvironments" } : null
      }
    },
    {
      for name, origin in var.store_origins : name => {
        health_path = null
        host        = origin.host
        link        = var.sku_name == "Premium_AzureFrontDoor" ? { target_id = origin.account_id, target_type = "blob" } : null
      }
    },
  )

  # A service has one route with all its paths.
  service_routes = {
    for name in keys(var.service_origins) : name => {
      cache       = false
      origin      = name
      origin_path = null
      patterns    = [for path, route in var.routes : path if route.origin == name]
      public      = false
    }
  }

  # A store has a route per path, because the path in the store is a part of it: the file behind /PATH is the blob PATH of the
  # container, as on every other cloud. The first path's route has the store's name, so that further paths leave it as it is.
  store_routes = {
    for path, route in var.routes :
    path == var.store_origins[route.origin].paths[0] ? route.origin : "${route.origin}-${substr(sha256(path), 0, 8)}" => {
      cache       = true
      origin      = route.origin
      origin_path = "/${var.store_origins[route.origin].container}${trimsuffix(path, "*")}"
      patterns    = [path]
      public      = var.store_origins[route.origin].public
    } if contains(keys(var.store_origins), route.origin)
  }

  # The profile has one timeout: the longest that a route asks for, within what Front Door takes.
  response_timeout_seconds = min(240, max(16, [for route in values(var.routes) : route.timeout_seconds if route.timeout_seconds != null]...))

  public_files = anytrue([for origin in values(var.store_origins) : origin.public])

  # Days, hours, minutes and seconds, as Front Door writes them: 1.00:00:00.
  cache_days     = floor(var.cache_ttl_seconds / 86400)
  cache_time     = formatdate("hh:mm:ss", timeadd("2000-01-01T00:00:00Z", "${var.cache_ttl_seconds % 86400}s"))
  cache_duration = local.cache_days > 0 ? "${local.cache_days}.${local.cache_time}" : local.cache_time

  compressed_types = [
    "application/javascript", "application/json", "application/xml", "image/svg+xml", "text/css", "text/html", "text/javascript", "text/plain",
  ]

  hosts = var.domain == null ? [] : distinct(concat([var.domain], var.domain_aliases))

  # Of each host in the zone the name of its record set there.
  zone = var.dns_zone == null ? null : {
    name                = lower(element(split("/", var.dns_zone), 8))
    resource_group_name = element(split("/", var.dns_zone), 4)
  }
  record_names = local.zone == null ? {} : {
    for host in local.hosts : host => host == local.zone.name ? "@" : trimsuffix(host, ".${local.zone.name}")
    if endswith(".${host}", ".${local.zone.name}")
  }

  # The main host is what users are told once its records are there.
  served = var.domain == null ? false : var.domain_ready || contains(keys(local.record_names), var.domain)
}

resource "azurerm_cdn_frontdoor_profile" "this" {
  name                     = var.name
  resource_group_name      = var.resource_group_name
  sku_name                 = var.sku_name
  response_timeout_seconds = local.response_timeout_seconds
  tags                     = var.tags

  # Query strings carry the signatures of links to files.
  log_scrubbing_rule {
    match_variable = "QueryStringArgNames"
  }
}

resource "azurerm_cdn_frontdoor_endpoint" "this" {
  name                     = var.name
  cdn_frontdoor_profile_id = azurerm_cdn_frontdoor_profile.this.id
  tags                     = var.tags
}

# Making a domain and giving it to routes waits for no DNS record: Front Door validates the TXT record by itself, then orders the
# certificate, and serves the domain once it has both: https://learn.microsoft.com/azure/frontdoor/domain, read 2026-11. A hyphen is
# doubled, so that no two domains have one name. No dns_zone_id: it changes nothing here, and the provider can't take it away again.
resource "azurerm_cdn_frontdoor_custom_domain" "this" {
  for_each = toset(local.hosts)

  name                     = replace(replace(each.key, "-", "--"), ".", "-")
  cdn_frontdoor_profile_id = azurerm_cdn_frontdoor_profile.this.id
  host_name                = each.key

  tls {
    certificate_type = "ManagedCertificate"
  }
}

# Takes a domain from the routes before it is deleted.
resource "azurerm_cdn_frontdoor_custom_domain_association" "this" {
  for_each = azurerm_cdn_frontdoor_custom_domain.this

  cdn_frontdoor_custom_domain_id = each.value.id
  cdn_frontdoor_route_ids        = [for route in azurerm_cdn_frontdoor_route.this : route.id]
}

# The records in the zone: one proves that the domain is yours, one leads users to the endpoint.
resource "azurerm_dns_txt_record" "validation" {
  for_each = local.record_names

  name                = each.value == "@" ? "_dnsauth" : "_dnsauth.${each.value}"
  zone_name           = local.zone.name
  resource_group_name = local.zone.resource_group_name
  ttl                 = 300 # seconds
  tags                = var.tags

  record {
    value = azurerm_cdn_frontdoor_custom_domain.this[each.key].validation_token
  }
}

# Users come when the domain has its routes and its firewall, and leave before it loses them, here and below.
resource "azurerm_dns_cname_record" "traffic" {
  for_each = { for host, name in local.record_names : host => name if name != "@" }

  name                = each.value
  zone_name           = local.zone.name
  resource_group_name = local.zone.resource_group_name
  ttl                 = 300 # seconds
  record              = azurerm_cdn_frontdoor_endpoint.this.host_name
  tags                = var.tags

  depends_on = [
    azurerm_cdn_frontdoor_custom_domain_association.this,
    azurerm_cdn_frontdoor_security_policy.domains,
    azurerm_dns_txt_record.validation,
  ]
}

# The apex of a zone takes no CNAME record; an alias follows the endpoint's addresses.
resource "azurerm_dns_a_record" "traffic" {
  for_each = { for host, name in local.record_names : host => name if name == "@" }

  name                = each.value
  zone_name           = local.zone.name
  resource_group_name = local.zone.resource_group_name
  ttl                 = 300 # seconds
  target_resource_id  = azurerm_cdn_frontdoor_endpoint.this.id
  tags                = var.tags

  depends_on = [
    azurerm_cdn_frontdoor_custom_domain_association.this,
    azurerm_cdn_frontdoor_security_policy.domains,
    azurerm_dns_txt_record.validation,
  ]
}

resource "azurerm_cdn_frontdoor_origin_group" "this" {
  for_each = local.origins

  # Two characters at least, here and below; no key has two hyphens together.
  name                     = length(each.key) > 1 ? each.key : "${each.key}--one"
  cdn_frontdoor_profile_id = azurerm_cdn_frontdoor_profile.this.id
  session_affinity_enabled = false

  load_balancing {}

  # A group of one origin needs no probe, and a store that wants a signature would fail it.
  dynamic "health_probe" {
    for_each = each.value.health_path == null ? [] : [each.value.health_path]

    content {
      protocol            = "Https"
      request_type        = "GET"
      path                = health_probe.value
      interval_in_seconds = 100
    }
  }
}

resource "azurerm_cdn_frontdoor_origin" "this" {
  for_each = local.origins

  name                           = length(each.key) > 1 ? each.key : "${each.key}--one"
  cdn_frontdoor_origin_group_id  = azurerm_cdn_frontdoor_origin_group.this[each.key].id
  host_name                      = each.value.host
  origin_host_header             = each.value.host
  certificate_name_check_enabled = true
  enabled                        = true

  # The target's owner approves the connection after the first apply, and knows it by the profile's id.
  dynamic "private_link" {
    for_each = each.value.link == null ? [] : [each.value.link]

    content {
      location               = var.location
      private_link_target_id = private_link.value.target_id
      target_type            = private_link.value.target_type
      request_message        = "Front Door ${azurerm_cdn_frontdoor_profile.this.resource_guid} serves ${each.key}"
    }
  }
}

resource "azurerm_cdn_frontdoor_rule_set" "files" {
  count = local.public_files ? 1 : 0

  name                     = "files"
  cdn_frontdoor_profile_id = azurerm_cdn_frontdoor_profile.this.id
}

# Front Door keeps a file as long as the file's own header says; this decides for those that say nothing.
resource "azurerm_cdn_frontdoor_rule" "cache" {
  count = local.public_files ? 1 : 0

  name                      = "cache"
  cdn_frontdoor_rule_set_id = azurerm_cdn_frontdoor_rule_set.files[0].id
  order                     = 1
  behaviour_on_match        = "Continue"

  actions {
    route_configuration_override {
      caching {
        behaviour              = var.cache_ttl_seconds > 0 ? "OverrideIfOriginMissing" : "HonorOrigin"
        compression_enabled    = true
        duration               = var.cache_ttl_seconds > 0 ? local.cache_duration : null
        query_string_behaviour = "IgnoreQueryString"
      }
    }
  }

  # A rule of a set that a route uses can only be made once the origins are there.
  depends_on = [azurerm_cdn_frontdoor_origin.this]
}

# Front Door takes the most specific of all paths that match, whatever the order: an exact path, then the longest before a star.
resource "azurerm_cdn_frontdoor_route" "this" {
  for_each = merge(local.service_routes, local.store_routes)

  name                            = length(each.key) > 1 ? each.key : "${each.key}--one"
  cdn_frontdoor_endpoint_id       = azurerm_cdn_frontdoor_endpoint.this.id
  cdn_frontdoor_origin_group_id   = azurerm_cdn_frontdoor_origin_group.this[each.value.origin].id
  cdn_frontdoor_origin_ids        = [azurerm_cdn_frontdoor_origin.this[each.value.origin].id]
  cdn_frontdoor_origin_path       = each.value.origin_path
  cdn_frontdoor_custom_domain_ids = [for domain in azurerm_cdn_frontdoor_custom_domain.this : domain.id]
  cdn_frontdoor_rule_set_ids      = each.value.public ? azurerm_cdn_frontdoor_rule_set.files[*].id : []
  patterns_to_match               = each.value.patterns
  supported_protocols             = ["Http", "Https"] # both, so that HTTP can be redirected
  https_redirect_enabled          = true
  forwarding_protocol             = "HttpsOnly"
  link_to_default_domain          = var.domain == null || !var.domain_ready # until nobody needs the endpoint's own name

  # A signature is a part of the cache key: a copy is served only for the link that fetched it.
  dynamic "cache" {
    for_each = each.value.cache ? [true] : []

    content {
      query_string_caching_behavior = each.value.public ? "IgnoreQueryString" : "UseQueryString"
      compression_enabled           = each.value.public
      content_types_to_compress     = each.value.public ? local.compressed_types : null
    }
  }
}

resource "azurerm_cdn_frontdoor_security_policy" "this" {
  for_each = var.firewalls

  name                     = length(each.key) > 1 ? each.key : "${each.key}--one"
  cdn_frontdoor_profile_id = azurerm_cdn_frontdoor_profile.this.id

  security_policies {
    firewall {
      cdn_frontdoor_firewall_policy_id = each.value.id

      association {
        patterns_to_match = ["/*"]

        domain {
          cdn_frontdoor_domain_id = azurerm_cdn_frontdoor_endpoint.this.id
        }
      }
    }
  }
}

# One for each domain, because a domain can't be deleted while a policy names it: so its own goes first.
resource "azurerm_cdn_frontdoor_security_policy" "domains" {
  for_each = merge([for key, firewall in var.firewalls : { for host in local.hosts : "${key} ${host}" => { firewall = key, host = host } }]...)

  name                     = "${each.value.firewall}--${azurerm_cdn_frontdoor_custom_domain.this[each.value.host].name}"
  cdn_frontdoor_profile_id = azurerm_cdn_frontdoor_profile.this.id

  security_policies {
    firewall {
      cdn_frontdoor_firewall_policy_id = var.firewalls[each.value.firewall].id

      association {
        patterns_to_match = ["/*"]

        domain {
          cdn_frontdoor_domain_id = azurerm_cdn_frontdoor_custom_domain.this[each.value.host].id
        }
      }
    }
  }
}

resource "azurerm_monitor_diagnostic_setting" "logs" {
  name                       = "logs"
  target_resource_id         = azurerm_cdn_frontdoor_profile.this.id
  log_analytics_workspace_id = var.logs_workspace_id

  enabled_log {
    category_group = "allLogs"
  }
}
