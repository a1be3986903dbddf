# A container that Pub/Sub pushes messages to. Within its project Pub/Sub reaches a service of internal ingress, but only at its run.app address.

resource "google_cloud_run_v2_service" "this" {
  project             = var.project_id
  name                = var.name
  location            = var.region
  ingress             = "INGRESS_TRAFFIC_INTERNAL_ONLY"
  deletion_protection = var.deletion_protection
  labels              = var.labels

  template {
    service_account                  = var.service_account_email
    execution_environment            = "EXECUTION_ENVIRONMENT_GEN2"
    max_instance_request_concurrency = var.concurrency
    timeout                          = "${var.timeout_seconds}s"
    labels                           = var.labels

    scaling {
      min_instance_count = var.min_replicas
      max_instance_count = var.max_replicas
    }

    vpc_access {
      egress = var.egress

      network_interfaces {
        subnetwork = var.subnetwork_id
        tags       = [var.name]
      }
    }

    containers {
      image   = coalesce(var.image, "us-docker.pkg.dev/cloudrun/container/hello")
      command = var.image == null || length(var.command) == 0 ? null : var.command

      resources {
        cpu_idle          = true
        startup_cpu_boost = true

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
