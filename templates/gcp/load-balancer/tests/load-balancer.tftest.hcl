mock_provider "google" {
  source          = "./tests/mocks"
  override_during = plan
}

# By the mocks alone both URL maps would have one id.
override_resource {
  target          = google_compute_url_map.redirect
  override_during = plan
  values          = { id = "projects/example-project/global/urlMaps/redirect" }
}

variables {
  project_id       = "example-project"
  name             = "example-prod-lb"
  region           = "us-central1"
  environment      = "prod"
  domain           = "app.example.com"
  domain_aliases   = ["www.example.com"]
  log_sample_rate  = 1
  service_backends = { web = { service_name = "example-prod-web" } }
  store_backends   = { assets = { bucket_name = "example-prod-assets" } }
  routes           = { "/*" = "web", "/static/*" = "assets" }

  edges = {
    "edge assets" = { backend = "assets", cache_ttl_seconds = 3600, edge = "edge" }
    "edge web"    = { backend = "web", edge = "edge" }
  }

  firewalls = {
    edge = {
      backend_policy_id = "projects/example-project/global/securityPolicies/backend"
      edge_policy_id    = "projects/example-project/global/securityPolicies/edge"
    }
  }
}

run "load_balancer_prod" {
  command = plan

  module {
    source = "./modules/load-balancer"
  }

  assert {
    condition     = google_compute_target_http_proxy.this.url_map == google_compute_url_map.redirect[0].id && one(google_compute_url_map.redirect[0].default_url_redirect[*].https_redirect)
    error_message = "With a domain plain HTTP must be redirected to HTTPS."
  }

  assert {
    condition = alltrue([
      google_compute_ssl_policy.this[0].min_tls_version == "TLS_1_2",
      google_compute_ssl_policy.this[0].profile == "RESTRICTED",
      google_compute_target_https_proxy.this[0].ssl_policy == google_compute_ssl_policy.this[0].id,
    ])
    error_message = "TLS must be 1.2 or later, with strong ciphers."
  }

  assert {
    condition = alltrue([
      google_compute_backend_service.service["web"].security_policy == var.firewalls["edge"].backend_policy_id,
      google_compute_backend_bucket.store["assets"].edge_security_policy == var.firewalls["edge"].edge_policy_id,
    ])
    error_message = "The firewall must look at every request, to services and to stores."
  }

  assert {
    condition     = alltrue([for service in google_compute_backend_service.service : one(service.log_config[*].enable) && one(service.log_config[*].sample_rate) == 1])
    error_message = "Requests must be logged, in the share of log_sample_rate."
  }

  assert {
    condition     = contains(google_compute_backend_service.service["web"].custom_response_headers, "Strict-Transport-Security: max-age=31536000")
    error_message = "With a domain browsers must be told to use HTTPS alone."
  }

  assert {
    condition     = toset(flatten(google_compute_url_map.this.path_matcher[*].path_rule[*].paths)) == toset(["/static/*"])
    error_message = "Of a store only the paths of its routes may be read."
  }

  assert {
    condition     = google_compute_target_https_proxy.this[0].certificate_map == "//certificatemanager.googleapis.com/${google_certificate_manager_certificate_map.this[0].id}"
    error_message = "HTTPS must have the certificates of the domain."
  }

  assert {
    condition     = { for name, entry in google_certificate_manager_certificate_map_entry.this : name => entry.hostname } == { for name in ["app.example.com", "www.example.com"] : name => name }
    error_message = "Each name of the domain must have its certificate, and no other name may be answered."
  }

  assert {
    condition     = alltrue([for certificate in google_certificate_manager_certificate.this : length(flatten(certificate.managed[*].dns_authorizations)) == 1])
    error_message = "Each certificate must be obtainable by DNS, before users are led here."
  }

  assert {
    condition     = length(google_dns_record_set.traffic) == 0 && length(output.dns_records) == 4
    error_message = "Without a zone the records must be left to the output."
  }
}

run "load_balancer_zone" {
  command = plan

  variables {
    dns_zone = "example-com"
  }

  module {
    source = "./modules/load-balancer"
  }

  assert {
    condition     = alltrue([for name in ["app.example.com", "www.example.com"] : one(google_dns_record_set.traffic[name].rrdatas) == google_compute_global_address.this.address])
    error_message = "With a zone each name must lead here."
  }

  assert {
    condition     = alltrue([for record in values(google_dns_record_set.validation) : record.type == "CNAME" && record.managed_zone == "example-com"])
    error_message = "With a zone each name must have the record that proves it."
  }

  assert {
    condition     = length(output.dns_records) == 0
    error_message = "With a zone no record must be left to set."
  }
}

run "load_balancer_trial" {
  command = plan

  variables {
    environment = "dev"
  }

  module {
    source = "./modules/load-balancer"
  }

  assert {
    condition     = startswith(output.url, "http://") && google_compute_target_http_proxy.this.url_map == google_compute_url_map.this.id
    error_message = "Until the records are set a trial must answer on its address."
  }
}

run "load_balancer_ready" {
  command = plan

  variables {
    domain_ready = true
    environment  = "dev"
  }

  module {
    source = "./modules/load-balancer"
  }

  assert {
    condition     = output.url == "https://app.example.com" && google_compute_target_http_proxy.this.url_map == google_compute_url_map.redirect[0].id
    error_message = "Once the records are set plain HTTP must be redirected."
  }
}
