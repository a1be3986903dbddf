# A network that is there already, of this project or shared by another one: looked up, and nothing in it is made or changed except the
# rules of flows.tf. They open ways out for the components and refuse nothing: what else leaves is up to the network's own rules.
#
# Its owner has set up what the components need: private services access for Cloud SQL, a service connection policy for Memorystore
# (class gcp-memorystore), and a private zone run.app with the addresses of run_ranges for Cloud Run services that call each other.

locals {
  network    = regex("^projects/(?P<project>[^/]+)/global/networks/(?P<name>[^/]+)$", var.network_id)
  subnetwork = regex("^projects/(?P<project>[^/]+)/regions/(?P<region>[^/]+)/subnetworks/(?P<name>[^/]+)$", var.subnetwork_id)
}

data "google_compute_network" "this" {
  project = local.network.project
  name    = local.network.name
}

data "google_compute_subnetwork" "workloads" {
  project = local.subnetwork.project
  region  = local.subnetwork.region
  name    = local.subnetwork.name

  lifecycle {
    postcondition {
      condition     = self.private_ip_google_access
      error_message = "The subnet must have Private Google Access: without it components can't reach Google's APIs."
    }
  }
}
