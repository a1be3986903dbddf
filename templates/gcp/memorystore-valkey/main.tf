# A Valkey instance without shards: one node that takes writes, and replicas.

locals {
  # The instance announces one endpoint for writing and, with replicas, one for reading.
  endpoints = flatten([
    for endpoint in google_memorystore_instance.this.endpoints : [
      for connection in endpoint.connections : connection.psc_auto_connection
    ]
  ])
}

resource "google_memorystore_instance" "this" {
  project                     = var.project_id
  instance_id                 = var.name
  location                    = var.region
  engine_version              = var.engine_version
  mode                        = "CLUSTER_DISABLED"
  node_type                   = var.node_type
  shard_count                 = 1
  replica_count               = var.replicas
  deletion_protection_enabled = var.deletion_protection
  labels                      = var.labels

  # Neither of these can be changed later.
  authorization_mode      = "IAM_AUTH"
  transit_encryption_mode = "SERVER_AUTHENTICATION"

  engine_configs = {
    maxmemory-policy = "allkeys-lru"
  }

  desired_auto_created_endpoints {
    network    = var.network_id
    project_id = var.project_id
  }

  maintenance_policy {
    weekly_maintenance_window {
      day = "SUNDAY"

      start_time {
        hours = 4
      }
    }
  }

  # A cache can be filled again: no snapshots are taken.
  persistence_config {
    mode = "DISABLED"
  }
}
