# What changes beside a backend that others refer to.

mock_provider "google" {
  mock_resource "google_certificate_manager_certificate" {
    defaults = { id = "projects/example-project/locations/global/certificates/mock" }
  }

  mock_resource "google_certificate_manager_certificate_map" {
    defaults = { id = "projects/example-project/locations/global/certificateMaps/mock" }
  }

  mock_resource "google_certificate_manager_dns_authorization" {
    defaults = {
      id = "projects/example-project/locations/global/dnsAuthorizations/mock"
      dns_resource_record = [{
        name = "_acme-challenge_abcdefghijklmnop.shop.example.com."
        type = "CNAME"
        data = "01234567.1.authorize.certificatemanager.goog."
      }]
    }
  }

  mock_resource "google_compute_backend_bucket" {
    defaults = { id = "projects/example-project/global/backendBuckets/mock" }
  }

  mock_resource "google_compute_backend_service" {
    defaults = { id = "projects/example-project/global/backendServices/mock" }
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

# A trial without records: HTTPS is there for them, and its address keeps answering.
run "a_domain_without_records" {
  variables {
    domain = "shop.example.com"
  }

  assert {
    condition     = length(google_dns_record_set.validation) + length(google_dns_record_set.traffic) == 0
    error_message = "Without a zone there are no records."
  }

  assert {
    condition = toset([for record in output.dns_records : "${record.purpose} ${record.type} ${record.name} ${record.value}"]) == toset([
      "traffic A shop.example.com. ${google_compute_global_address.this.address}",
      "validation CNAME _acme-challenge_abcdefghijklmnop.shop.example.com. 01234567.1.authorize.certificatemanager.goog.",
    ])
    error_message = "The output has the records to set."
  }

  assert {
    condition     = google_compute_target_https_proxy.this[0].certificate_map == "//certificatemanager.googleapis.com/projects/example-project/locations/global/certificateMaps/mock"
    error_message = "The proxy has the certificates before users are led to it."
  }

  assert {
    condition     = google_compute_target_http_proxy.this.url_map == google_compute_url_map.this.id && length(google_compute_url_map.redirect) == 0
    error_message = "Nobody is sent to a domain that isn't served."
  }

  assert {
    condition     = output.url == "http://${google_compute_global_address.this.address}" && output.host == google_compute_global_address.this.address && !output.https
    error_message = "The outputs name what is served."
  }
}

run "production_without_records" {
  command = plan

  variables {
    domain      = "shop.example.com"
    environment = "prod"
  }

  assert {
    condition     = length(google_compute_url_map.redirect) == 1 && output.url == "https://shop.example.com"
    error_message = "Production never serves plain HTTP."
  }
}

run "records_by_hand" {
  variables {
    domain       = "shop.example.com"
    domain_ready = true
  }

  assert {
    condition     = length(google_compute_url_map.redirect) == 1 && output.url == "https://shop.example.com" && output.https
    error_message = "From now on the domain is served."
  }
}

run "a_zone_and_another_name" {
  variables {
    dns_zone       = "example-com"
    domain         = "shop.example.com"
    domain_aliases = ["www.example.com"]
  }

  assert {
    condition     = google_dns_record_set.validation["www.example.com"].type == "CNAME" && google_dns_record_set.validation["www.example.com"].managed_zone == "example-com"
    error_message = "The zone has the record that proves each name."
  }

  assert {
    condition = { for name, record in google_dns_record_set.traffic : record.name => one(record.rrdatas) } == {
      "shop.example.com." = google_compute_global_address.this.address
      "www.example.com."  = google_compute_global_address.this.address
    }
    error_message = "The zone leads each name here."
  }

  assert {
    condition     = length(output.dns_records) == 0 && output.url == "https://shop.example.com"
    error_message = "Nothing is left to set, and the main name is the address."
  }

  # A certificate with both names would be replaced, and shop.example.com wouldn't be served until www.example.com is validated.
  assert {
    condition     = alltrue([for name, certificate in google_certificate_manager_certificate.this : one(certificate.managed[*].domains) == tolist([name])])
    error_message = "A further name leaves the certificates of the others."
  }

  assert {
    condition     = alltrue([for name, entry in google_certificate_manager_certificate_map_entry.this : entry.hostname == name && entry.matcher == null])
    error_message = "Each name has its entry, and there is none for other names."
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
    condition     = length(google_compute_backend_bucket.store) + length(google_compute_url_map.redirect) + length(google_compute_ssl_policy.this) + length(google_certificate_manager_dns_authorization.this) == 0
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
