# A container that runs to its end, at set times or when run.sh starts it.

resource "google_cloud_run_v2_job" "this" {
  project             = var.project_id
  name                = var.name
  location            = var.region
  deletion_protection = var.deletion_protection
  labels              = var.labels

  template {
    labels     = var.labels
    task_count = 1

    template {
      service_account       = var.service_account_email
      execution_environment = "EXECUTION_ENVIRONMENT_GEN2"
      max_retries           = var.max_retries
      timeout               = "${var.timeout_seconds}s"

      vpc_access {
        egress = var.egress

        network_interfaces {
          subnetwork = var.subnetwork_id
          tags       = [var.name]
        }
      }

      containers {
        image   = coalesce(var.image, "us-docker.pkg.dev/cloudrun/container/job")
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
  }

  lifecycle {
    ignore_changes = [client, client_version]
  }
}

locals {
  cron   = split(" ", coalesce(var.schedule, "* * * * *"))
  weekly = local.cron[2] == "*" && local.cron[3] == "*"
  daily  = local.weekly && local.cron[4] == "*"
  hourly = local.daily && local.cron[1] == "*"
}

resource "google_cloud_scheduler_job" "this" {
  count = var.schedule == null ? 0 : 1

  project          = var.project_id
  name             = var.name
  region           = var.region
  schedule         = var.schedule
  time_zone        = "Etc/UTC"
  attempt_deadline = "180s"

  http_target {
    http_method = "POST"
    uri         = "https://run.googleapis.com/v2/${google_cloud_run_v2_job.this.id}:run"

    oauth_token {
      service_account_email = var.scheduler_email
      scope                 = "https://www.googleapis.com/auth/cloud-platform"
    }
  }
}
