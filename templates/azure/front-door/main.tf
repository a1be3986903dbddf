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

  domain_ids = concat(
    [azurerm_cdn_frontdoor_endpoint.this.id],
    azurerm_cdn_frontdoor_custom_domain.this[*].id,
  )
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

# Front Door orders and renews the certificate once the domain's DNS records are in place.
resource "azurerm_cdn_frontdoor_custom_domain" "this" {
  count = var.domain == null ? 0 : 1

  name                     = replace(var.domain, ".", "-")
  cdn_frontdoor_profile_id = azurerm_cdn_frontdoor_profile.this.id
  host_name                = var.domain

  tls {
    certificate_type = "ManagedCertificate"
  }
}

resource "azurerm_cdn_frontdoor_custom_domain_association" "this" {
  count = var.domain == null ? 0 : 1

  cdn_frontdoor_custom_domain_id = azurerm_cdn_frontdoor_custom_domain.this[0].id
  cdn_frontdoor_route_ids        = [for route in azurerm_cdn_frontdoor_route.this : route.id]
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
  cdn_frontdoor_custom_domain_ids = azurerm_cdn_frontdoor_custom_domain.this[*].id
  cdn_frontdoor_rule_set_ids      = each.value.public ? azurerm_cdn_frontdoor_rule_set.files[*].id : []
  patterns_to_match               = each.value.patterns
  supported_protocols             = ["Http", "Https"] # both, so that HTTP can be redirected
  https_redirect_enabled          = true
  forwarding_protocol             = "HttpsOnly"
  link_to_default_domain          = var.domain == null

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

        dynamic "domain" {
          for_each = local.domain_ids

          content {
            cdn_frontdoor_domain_id = domain.value
          }
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
