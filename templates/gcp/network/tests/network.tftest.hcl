mock_provider "google" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  project_id        = "example-project"
  prefix            = "example-prod"
  region            = "us-central1"
  cidr              = "10.30.0.0/16"
  nat               = true
  flow_log_sampling = 0.5
  caches            = { cache = true }
  databases         = { db = true }
}

run "network_prod" {
  command = plan

  module {
    source = "./modules/network"
  }

  assert {
    condition = alltrue([
      google_compute_firewall.deny_egress.direction == "EGRESS",
      google_compute_firewall.deny_egress.network == google_compute_network.this.id,
      google_compute_firewall.deny_egress.priority == 65534,
      one(google_compute_firewall.deny_egress.deny[*].protocol) == "all",
      toset(google_compute_firewall.deny_egress.destination_ranges) == toset(["0.0.0.0/0"]),
      google_compute_firewall.deny_egress.target_tags == null,
      google_compute_firewall.deny_egress.disabled != true,
    ])
    error_message = "Nothing may leave the network unless a rule of flows.tf opens the way."
  }

  assert {
    condition     = !google_compute_network.this.auto_create_subnetworks
    error_message = "The network must have no subnets but its own."
  }

  assert {
    condition = alltrue([
      one(google_compute_subnetwork.workloads.log_config[*].flow_sampling) == 0.5,
      one(google_compute_subnetwork.endpoints[0].log_config[*].flow_sampling) == 0.5,
    ])
    error_message = "Traffic must be logged, in the share of flow_log_sampling."
  }

  assert {
    condition     = one(google_compute_global_address.private_services[*].address_type) == "INTERNAL"
    error_message = "Databases must have addresses inside the network."
  }
}
