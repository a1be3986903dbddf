# A network that nothing leaves unless a rule says so, with what Cloud Run, Cloud SQL and Memorystore need of it.

locals {
  # private.googleapis.com, the same in every network.
  private_google_access = "199.36.153.8/30"
}

resource "google_compute_network" "this" {
  project                 = var.project_id
  name                    = var.prefix
  auto_create_subnetworks = false
  routing_mode            = "REGIONAL"
}

# Where Cloud Run instances take their addresses from (in blocks of 16, so never smaller than /26).
resource "google_compute_subnetwork" "workloads" {
  project                  = var.project_id
  name                     = "${var.prefix}-workloads"
  region                   = var.region
  network                  = google_compute_network.this.id
  ip_cidr_range            = cidrsubnet(var.cidr, 8, 0)
  private_ip_google_access = true

  log_config {
    aggregation_interval = "INTERVAL_10_MIN"
    flow_sampling        = var.flow_log_sampling
    metadata             = "INCLUDE_ALL_METADATA"
  }
}

# Private Service Connect: Memorystore places its endpoints in a subnet of their own, under a policy that lets it.
resource "google_compute_subnetwork" "endpoints" {
  count = length(var.caches) > 0 ? 1 : 0

  project                  = var.project_id
  name                     = "${var.prefix}-endpoints"
  region                   = var.region
  network                  = google_compute_network.this.id
  ip_cidr_range            = cidrsubnet(var.cidr, 8, 1)
  private_ip_google_access = true

  log_config {
    aggregation_interval = "INTERVAL_10_MIN"
    flow_sampling        = var.flow_log_sampling
    metadata             = "INCLUDE_ALL_METADATA"
  }
}

resource "google_network_connectivity_service_connection_policy" "memorystore" {
  count = length(var.caches) > 0 ? 1 : 0

  project       = var.project_id
  name          = "${var.prefix}-memorystore"
  location      = var.region
  network       = google_compute_network.this.id
  service_class = "gcp-memorystore"

  psc_config {
    subnetworks = google_compute_subnetwork.endpoints[*].id
  }
}

# Private services access: the range that Cloud SQL takes its private address from.
resource "google_compute_global_address" "private_services" {
  count = length(var.databases) > 0 ? 1 : 0

  project       = var.project_id
  name          = "${var.prefix}-private-services"
  network       = google_compute_network.this.id
  purpose       = "VPC_PEERING"
  address_type  = "INTERNAL"
  address       = cidrhost(cidrsubnet(var.cidr, 4, 1), 0)
  prefix_length = 20
}

# Abandoned on destroy: Google keeps what is behind it for up to four days after the last instance is gone, and refuses to delete it
# (https://docs.cloud.google.com/sql/docs/postgres/delete-instance, read 2026-12). Where it is still there, the next apply takes it over.
resource "google_service_networking_connection" "private_services" {
  count = length(var.databases) > 0 ? 1 : 0

  network                 = google_compute_network.this.id
  service                 = "servicenetworking.googleapis.com"
  reserved_peering_ranges = google_compute_global_address.private_services[*].name
  deletion_policy         = "ABANDON"
  update_on_creation_fail = true
}

# Nothing leaves unless a rule says so; the rules that flows make have priority 1000. There is no log of what it refuses: Direct VPC egress,
# the only way into this network, supports none (https://docs.cloud.google.com/run/docs/configuring/vpc-direct-vpc, read 2026-12).
resource "google_compute_firewall" "deny_egress" {
  project            = var.project_id
  name               = "${var.prefix}-deny-egress"
  network            = google_compute_network.this.id
  direction          = "EGRESS"
  priority           = 65534
  destination_ranges = ["0.0.0.0/0"]

  deny {
    protocol = "all"
  }
}

# With NAT all traffic of the workloads passes the network; who may send HTTPS out is a rule per caller.

resource "google_compute_router" "this" {
  count = var.nat ? 1 : 0

  project = var.project_id
  name    = var.prefix
  region  = var.region
  network = google_compute_network.this.id
}

resource "google_compute_router_nat" "this" {
  count = var.nat ? 1 : 0

  project                            = var.project_id
  name                               = var.prefix
  region                             = var.region
  router                             = google_compute_router.this[0].name
  nat_ip_allocate_option             = "AUTO_ONLY"
  source_subnetwork_ip_ranges_to_nat = "LIST_OF_SUBNETWORKS"

  subnetwork {
    name                    = google_compute_subnetwork.workloads.id
    source_ip_ranges_to_nat = ["ALL_IP_RANGES"]
  }

  log_config {
    enable = true
    filter = "ERRORS_ONLY"
  }
}

# A service that components call takes requests from inside alone. These addresses of Google are routed through the network whatever
# the egress is, so under them every run.app name is inside. The zone exists only where a flow needs it.
resource "google_dns_managed_zone" "run" {
  count = length(var.internal_services) > 0 ? 1 : 0

  project     = var.project_id
  name        = "${var.prefix}-run-app"
  dns_name    = "run.app."
  description = "Cloud Run services from inside the network"
  visibility  = "private"

  private_visibility_config {
    networks {
      network_url = google_compute_network.this.id
    }
  }
}

resource "google_dns_record_set" "run" {
  count = length(var.internal_services) > 0 ? 1 : 0

  project      = var.project_id
  managed_zone = google_dns_managed_zone.run[0].name
  name         = "*.run.app."
  type         = "A"
  ttl          = 300
  rrdatas      = [for host in range(4) : cidrhost(local.private_google_access, host)]
}
