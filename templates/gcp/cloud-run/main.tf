# A service that scales with its requests, down to none where that is allowed.

locals {
  balanced = length(var.load_balancers) > 0
  public   = length(var.public) > 0
}

resource "google_cloud_run_v2_service" "this" {
  project             = var.project_id
  name                = var.name
  location            = var.region
  deletion_protection = var.deletion_protection
  labels              = var.labels

  # Who passes: anybody where users call, by a grant in flows.tf; else the load balancer, which has no identity to show, or what is inside.
  ingress              = local.public ? "INGRESS_TRAFFIC_ALL" : local.balanced ? "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER" : "INGRESS_TRAFFIC_INTERNAL_ONLY"
  invoker_iam_disabled = local.balanced && !local.public
  default_uri_disabled = local.balanced && !local.public && length(var.callers) == 0 # The load balancer doesn't use it.

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

      ports {
        container_port = var.port
      }

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

      # 240 seconds, the longest that Cloud Run allows: with Direct VPC egress an instance may wait a minute and more for its first connection,
      # and 30 seconds with Cloud NAT. https://docs.cloud.google.com/run/docs/configuring/vpc-direct-vpc and
      # https://docs.cloud.google.com/run/docs/configuring/healthchecks, read 2026-12.
      startup_probe {
        period_seconds    = 10
        failure_threshold = 24
        timeout_seconds   = 5

        http_get {
          path = local.health_path
        }
      }

      liveness_probe {
        period_seconds = 30

        http_get {
          path = local.health_path
        }
      }
    }
  }

  lifecycle {
    ignore_changes = [client, client_version]
  }
}

locals {
  # The placeholder answers on its root.
  health_path = var.image == null ? "/" : var.health_path
}
