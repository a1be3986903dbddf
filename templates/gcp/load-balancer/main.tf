# One external load balancer for all edges of the stack: backends by component, one URL map, HTTP and HTTPS.
#
# Google refuses to delete what another part refers to. Each part that others name has create_before_destroy, so that a removed
# backend, policy or domain goes after the last reference to it; a part that can only be replaced has its content in its name.

locals {
  backends = merge(
    { for component, backend in google_compute_backend_service.service : component => backend.id },
    { for component, backend in google_compute_backend_bucket.store : component => backend.id },
  )

  # What no longer path matches goes to the backend of /*. Without one it gets status 404: the URL map must name a backend all the same,
  # and a fault keeps requests from it. Buckets allow no such fault; where there are stores alone, one refuses what isn't published (403).
  default   = lookup(var.routes, "/*", null)
  unmatched = concat(sort(keys(var.service_backends)), sort(keys(var.store_backends)))[0]
  not_found = local.default == null && length(var.service_backends) > 0

  # The edges that lead to a backend and have a firewall; their policies are the backend's.
  guards = {
    for component in concat(keys(var.service_backends), keys(var.store_backends)) : component => sort(distinct([
      for each in values(var.edges) : each.edge if each.backend == component && contains(keys(var.firewalls), each.edge)
    ]))
  }

  # Edges share a bucket's cache; the shortest time holds.
  cache_ttl_seconds = {
    for component in keys(var.store_backends) :
    component => min([for each in values(var.edges) : each.cache_ttl_seconds if each.backend == component]...)
  }

  # Names of backends have 63 characters at most.
  names = {
    for component in concat(keys(var.service_backends), keys(var.store_backends)) :
    component => length("${var.name}-${component}") <= 63 ? "${var.name}-${component}" : "${var.name}-${substr(sha256(component), 0, 8)}"
  }

  # 63 characters at most, too, with eight hashed from what the group leads to.
  group_names = {
    for component, backend in var.service_backends :
    component => "${substr(local.names[component], 0, 54)}-${substr(sha256("${var.region}/${backend.service_name}"), 0, 8)}"
  }

  response_headers = concat(
    ["X-Content-Type-Options: nosniff"],
    var.domain == null ? [] : ["Strict-Transport-Security: max-age=31536000"],
  )
}

resource "google_compute_global_address" "this" {
  project = var.project_id
  name    = var.name
}

# The services: a serverless group has no health check, no port and no timeout. It can't be changed, so its name tells its content.
resource "google_compute_region_network_endpoint_group" "service" {
  for_each = var.service_backends

  project               = var.project_id
  name                  = local.group_names[each.key]
  region                = var.region
  network_endpoint_type = "SERVERLESS"

  cloud_run {
    service = each.value.service_name
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "google_compute_backend_service" "service" {
  for_each = var.service_backends

  project                 = var.project_id
  name                    = local.names[each.key]
  load_balancing_scheme   = "EXTERNAL_MANAGED"
  protocol                = "HTTPS"
  security_policy         = try(var.firewalls[local.guards[each.key][0]].backend_policy_id, null)
  custom_response_headers = local.response_headers

  backend {
    group = google_compute_region_network_endpoint_group.service[each.key].id
  }

  # What a firewall decides is in the log of the request, so behind one each request is logged.
  log_config {
    enable      = true
    sample_rate = length(local.guards[each.key]) > 0 ? 1 : var.log_sample_rate
  }

  lifecycle {
    create_before_destroy = true
  }
}

# The stores: a private bucket marks its answers as private, so the cache must be told to keep them all the same.
resource "google_compute_backend_bucket" "store" {
  for_each = var.store_backends

  project                 = var.project_id
  name                    = local.names[each.key]
  bucket_name             = each.value.bucket_name
  edge_security_policy    = try(var.firewalls[local.guards[each.key][0]].edge_policy_id, null)
  compression_mode        = "AUTOMATIC"
  enable_cdn              = true
  custom_response_headers = local.response_headers

  cdn_policy {
    cache_mode        = "FORCE_CACHE_ALL"
    default_ttl       = local.cache_ttl_seconds[each.key]
    client_ttl        = min(local.cache_ttl_seconds[each.key], 86400) # Browsers are told a day at most.
    negative_caching  = true
    serve_while_stale = 86400
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "google_compute_url_map" "this" {
  project         = var.project_id
  name            = var.name
  default_service = local.backends[coalesce(local.default, local.unmatched)]

  host_rule {
    hosts        = ["*"]
    path_matcher = "all"
  }

  path_matcher {
    name            = "all"
    default_service = local.backends[coalesce(local.default, local.unmatched)]

    dynamic "default_route_action" {
      for_each = local.not_found ? [404] : []

      content {
        fault_injection_policy {
          abort {
            http_status = default_route_action.value
            percentage  = 100
          }
        }
      }
    }

    dynamic "path_rule" {
      for_each = { for path, backend in var.routes : path => backend if path != "/*" }

      content {
        paths   = [path_rule.key]
        service = local.backends[path_rule.value]
      }
    }
  }

  lifecycle {
    create_before_destroy = true

    precondition {
      condition     = var.domain != null || var.environment != "prod"
      error_message = "In prod the load balancer needs a domain: without one it has no certificate and serves plain HTTP."
    }

    precondition {
      condition     = alltrue([for edges in values(local.guards) : length(distinct([for edge in edges : var.firewalls[edge].backend_policy_id])) <= 1])
      error_message = "A backend has one firewall at most: let all edges that lead to it be behind the same one."
    }
  }
}

# HTTP, port 80: where the domain is served it only redirects, elsewhere it is all there is.
resource "google_compute_url_map" "redirect" {
  count = local.served ? 1 : 0

  project = var.project_id
  name    = "${var.name}-redirect"

  default_url_redirect {
    https_redirect         = true
    redirect_response_code = "MOVED_PERMANENTLY_DEFAULT"
    strip_query            = false
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "google_compute_target_http_proxy" "this" {
  project = var.project_id
  name    = var.name
  url_map = local.served ? google_compute_url_map.redirect[0].id : google_compute_url_map.this.id
}

resource "google_compute_global_forwarding_rule" "http" {
  project               = var.project_id
  name                  = "${var.name}-http"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  ip_address            = google_compute_global_address.this.id
  port_range            = "80"
  target                = google_compute_target_http_proxy.this.id
}

# HTTPS, port 443: a name is served as soon as its certificate is active.
resource "google_compute_ssl_policy" "this" {
  count = var.domain == null ? 0 : 1

  project         = var.project_id
  name            = var.name
  profile         = "RESTRICTED"
  min_tls_version = "TLS_1_2"

  lifecycle {
    create_before_destroy = true
  }
}

resource "google_compute_target_https_proxy" "this" {
  count = var.domain == null ? 0 : 1

  project         = var.project_id
  name            = "${var.name}-https"
  url_map         = google_compute_url_map.this.id
  certificate_map = "//certificatemanager.googleapis.com/${google_certificate_manager_certificate_map.this[0].id}"
  ssl_policy      = google_compute_ssl_policy.this[0].id

  lifecycle {
    create_before_destroy = true
  }
}

resource "google_compute_global_forwarding_rule" "https" {
  count = var.domain == null ? 0 : 1

  project               = var.project_id
  name                  = "${var.name}-https"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  ip_address            = google_compute_global_address.this.id
  port_range            = "443"
  target                = google_compute_target_https_proxy.this[0].id
}
