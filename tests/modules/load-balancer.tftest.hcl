# What changes beside a backend that others refer to.

mock_provider "google" {
  mock_resource "google_compute_backend_bucket" {
    defaults = { id = "projects/example-project/global/backendBuckets/mock" }
  }

  mock_resource "google_compute_backend_service" {
    defaults = { id = "projects/example-project/global/backendServices/mock" }
  }

  mock_resource "google_compute_managed_ssl_certificate" {
    defaults = { id = "projects/example-project/global/sslCertificates/mock" }
  }

  mock_resource "google_compute_region_network_endpoint_group" {
    defaults = { id = "projects/example-project/regions/us-central1/networkEndpointGroups/mock" }
  }

  mock_resource "google_compute_ssl_policy" {
    defaults = { id = "projects/example-project/global/sslPolicies/mock" }
  }

  mock_resource "google_compute_url_map" {
    defaults = { id = "projects/example-project/global/urlMaps/mock" }
  }
}

variables {
  edges            = { "edge web" = { backend = "web", edge = "edge" } }
  environment      = "dev"
  log_sample_rate  = 0.1
  name             = "demo"
  project_id       = "example-project"
  region           = "us-central1"
  routes           = { "/*" = "web" }
  service_backends = { web = { service_name = "demo-web" } }
}

run "before" {
  assert {
    condition     = google_compute_backend_service.service["web"].log_config[0].sample_rate == 0.1
    error_message = "Without a firewall the sample is as it is set."
  }
}

run "another_service" {
  variables {
    service_backends = { web = { service_name = "demo-shop" } }
  }

  assert {
    condition     = google_compute_region_network_endpoint_group.service["web"].name == "demo-web-${substr(sha256("us-central1/demo-shop"), 0, 8)}"
    error_message = "Two groups exist for a while, so the name follows what the group leads to."
  }

  assert {
    condition     = google_compute_backend_service.service["web"].name == "demo-web"
    error_message = "The backend stays."
  }
}

run "a_firewall" {
  variables {
    firewalls = { edge = { backend_policy_id = "projects/example-project/global/securityPolicies/b", edge_policy_id = "projects/example-project/global/securityPolicies/e" } }
  }

  assert {
    condition     = google_compute_backend_service.service["web"].log_config[0].sample_rate == 1
    error_message = "Each verdict of a firewall is in the log."
  }
}

# One state goes through these: what is added, and its removal, in which the parts in use come last.
run "a_store_and_a_domain" {
  variables {
    domain         = "shop.example.com"
    firewalls      = { edge = { backend_policy_id = "projects/example-project/global/securityPolicies/b", edge_policy_id = "projects/example-project/global/securityPolicies/e" } }
    routes         = { "/*" = "web", "/static/*" = "assets" }
    store_backends = { assets = { bucket_name = "demo-assets" } }

    edges = {
      "edge assets" = { backend = "assets", cache_ttl_seconds = 300, edge = "edge" }
      "edge web"    = { backend = "web", edge = "edge" }
    }
  }

  assert {
    condition     = google_compute_backend_bucket.store["assets"].edge_security_policy == "projects/example-project/global/securityPolicies/e"
    error_message = "The policy for stores protects the store."
  }
}

run "neither" {
  assert {
    condition     = length(google_compute_backend_bucket.store) + length(google_compute_url_map.redirect) + length(google_compute_ssl_policy.this) == 0
    error_message = "The store, its policy and the domain are gone."
  }
}

run "a_cache_that_keeps_nothing" {
  command = plan

  variables {
    edges = { "edge web" = { backend = "web", cache_ttl_seconds = 0, edge = "edge" } }
  }

  expect_failures = [var.edges]
}
