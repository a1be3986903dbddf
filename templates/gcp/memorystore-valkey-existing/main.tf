# A Valkey instance that is there already, in this project: looked up, never changed.

locals {
  instance = regex("^projects/(?P<project>[^/]+)/locations/(?P<location>[^/]+)/instances/(?P<name>[^/]+)$", var.instance_id)

  # The instance announces one endpoint for writing and, with replicas, one for reading.
  endpoints = flatten([
    for endpoint in data.google_memorystore_instance.this.endpoints : [
      for connection in endpoint.connections : connection.psc_auto_connection
    ]
  ])
}

data "google_memorystore_instance" "this" {
  project     = local.instance.project
  location    = local.instance.location
  instance_id = local.instance.name

  lifecycle {
    postcondition {
      condition     = self.authorization_mode == "IAM_AUTH" && self.transit_encryption_mode == "SERVER_AUTHENTICATION"
      error_message = "The instance must have IAM authentication and TLS, with which components log in."
    }

    postcondition {
      condition     = self.mode == "CLUSTER_DISABLED"
      error_message = "The instance must have cluster mode disabled: components know one address to write to."
    }
  }
}
