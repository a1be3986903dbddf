locals {
  paths = merge(
    { for component, origin in var.service_origins : component => origin.path },
    { for component, origin in var.store_origins : component => origin.path },
  )

  # The origin of everything that no path matches.
  default = try([for component, path in local.paths : component if path == "/*"][0], keys(local.paths)[0])

  backends = merge(
    { for component, backend in google_compute_backend_service.service : component => backend.id },
    { for component, backend in google_compute_backend_bucket.store : component => backend.id },
  )

  # Names of backends have 63 characters at most.
  names = {
    for component in keys(local.paths) :
    component => length("${var.name}-${component}") <= 63 ? "${var.name}-${component}" : "${var.name}-${substr(sha256(component), 0, 8)}"
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

# The services: a serverless group has no health check, no port and no timeout of its own.
resource "google_compute_region_network_endpoint_group" "service" {
  for_each = var.service_origins

  project               = var.project_id
  name                  = local.names[each.key]
  region                = var.region
  network_endpoint_type = "SERVERLESS"

  cloud_run {
    service = each.value.service_name
  }
}

resource "google_compute_backend_service" "service" {
  for_each = var.service_origins

  project                 = var.project_id
  name                    = local.names[each.key]
  load_balancing_scheme   = "EXTERNAL_MANAGED"
  protocol                = "HTTPS"
  security_policy         = try(one(values(var.firewalls)).backend_policy_id, null)
  custom_response_headers = local.response_headers

  backend {
    group = google_compute_region_network_endpoint_group.service[each.key].id
  }

  log_config {
    enable      = true
    sample_rate = var.log_sample_rate
  }
}

# The stores: a private bucket marks its answers as private, so the cache must be told to keep them all the same.
resource "google_compute_backend_bucket" "store" {
  for_each = var.store_origins

  project                 = var.project_id
  name                    = local.names[each.key]
  bucket_name             = each.value.bucket_name
  edge_security_policy    = try(one(values(var.firewalls)).edge_policy_id, null)
  compression_mode        = "AUTOMATIC"
  enable_cdn              = true
  custom_response_headers = local.response_headers

  cdn_policy {
    cache_mode        = "FORCE_CACHE_ALL"
    default_ttl       = var.cache_ttl_seconds
    client_ttl        = min(var.cache_ttl_seconds, 86400) # Browsers are told a day at most.
    negative_caching  = true
    serve_while_stale = 86400
  }
}

resource "google_compute_url_map" "this" {
  project         = var.project_id
  name            = var.name
  default_service = local.backends[local.default]

  host_rule {
    hosts        = ["*"]
    path_matcher = "all"
  }

  path_matcher {
    name            = "all"
    default_service = local.backends[local.default]

    dynamic "path_rule" {
      for_each = { for component, path in local.paths : component => path if component != local.default }

      content {
        paths   = [path_rule.value]
        service = local.backends[path_rule.key]
      }
    }
  }

  lifecycle {
    precondition {
      condition     = var.domain != null || var.environment != "prod"
      error_message = "In prod the load balancer needs a domain: without one it has no certificate and serves plain HTTP."
    }
  }
}

# HTTP, port 80: with a domain it only redirects, without one it is all there is.
resource "google_compute_url_map" "redirect" {
  count = var.domain == null ? 0 : 1

  project = var.project_id
  name    = "${var.name}-redirect"

  default_url_redirect {
    https_redirect         = true
    redirect_response_code = "MOVED_PERMANENTLY_DEFAULT"
    strip_query            = false
  }
}

resource "google_compute_target_http_proxy" "this" {
  project = var.project_id
  name    = var.name
  url_map = var.domain == null ? google_compute_url_map.this.id : google_compute_url_map.redirect[0].id
}

resource "google_compute_global_forwarding_rule" "http" {
  project               = var.project_id
  name                  = "${var.name}-http"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  ip_address            = google_compute_global_address.this.id
  port_range            = "80"
  target                = google_compute_target_http_proxy.this.id
}

# HTTPS, port 443: the certificate becomes active once the domain's A record leads here.
resource "google_compute_managed_ssl_certificate" "this" {
  count = var.domain == null ? 0 : 1

  project = var.project_id
  name    = "${var.name}-${substr(sha256(var.domain), 0, 8)}"

  managed {
    domains = [var.domain]
  }

  lifecycle {
    create_before_destroy = true # A new domain needs a new certificate while the old one is in use.
  }
}

resource "google_compute_ssl_policy" "this" {
  count = var.domain == null ? 0 : 1

  project         = var.project_id
  name            = var.name
  profile         = "RESTRICTED"
  min_tls_version = "TLS_1_2"
}

resource "google_compute_target_https_proxy" "this" {
  count = var.domain == null ? 0 : 1

  project          = var.project_id
  name             = var.name
  url_map          = google_compute_url_map.this.id
  ssl_certificates = [google_compute_managed_ssl_certificate.this[0].id]
  ssl_policy       = google_compute_ssl_policy.this[0].id
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
