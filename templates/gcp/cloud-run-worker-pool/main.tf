# A container that pulls messages from its subscriptions by itself. It has no address, and its instances are as many as it is told to have.

resource "google_cloud_run_v2_worker_pool" "this" {
  project             = var.project_id
  name                = var.name
  location            = var.region
  deletion_protection = var.deletion_protection
  labels              = var.labels

  scaling {
    scaling_mode          = "MANUAL"
    manual_instance_count = var.image == null ? 0 : var.replicas # The placeholder takes no messages.
  }

  template {
    service_account = var.service_account_email
    labels          = var.labels

    vpc_access {
      egress = var.egress

      network_interfaces {
        subnetwork = var.subnetwork_id
        tags       = [var.name]
      }
    }

    containers {
      image   = coalesce(var.image, "us-docker.pkg.dev/cloudrun/container/worker-pool")
      command = var.image == null || length(var.command) == 0 ? null : var.command

      resources {
        limits = {
          cpu    = tostring(var.cpu)
          memory = "${var.memory_mb}Mi"
        }
      }

      dynamic "env" {
        for_each = var.environment

        content {
          name  = env.key
          value = env.value
        }
      }
    }
  }

  lifecycle {
    ignore_changes = [client, client_version]
  }
}
