locals {
  # A name whose first part has no dot is a repository of the stack's registry.
  image = var.image == null ? null : can(regex("^[^/]+[.][^/]+/", var.image)) ? var.image : "${var.registry_server}/${var.image}"

  # Where the environment is open to the internet, the service must refuse requests that carry none of these as X-Azure-FDID.
  edge_ids = length(var.edges) == 0 ? {} : { FRONT_DOOR_IDS = join(",", [for edge in var.edges : edge.id]) }

  environment = merge({
    APPLICATIONINSIGHTS_CONNECTION_STRING = var.connection_string
    AZURE_CLIENT_ID                       = var.client_id # which of its identities the Azure SDKs log in with
    OTEL_SERVICE_NAME                     = var.name      # the role name by which alarms find its telemetry
  }, local.edge_ids, var.environment)
}

resource "azurerm_container_app" "this" {
  count = var.image == null ? 0 : 1

  name                         = var.name
  resource_group_name          = var.resource_group_name
  container_app_environment_id = var.environment_id
  revision_mode                = "Single"
  workload_profile_name        = "Consumption"
  max_inactive_revisions       = 5
  tags                         = var.tags

  identity {
    type         = "UserAssigned"
    identity_ids = [var.identity_id]
  }

  registry {
    server   = var.registry_server
    identity = var.identity_id
  }

  ingress {
    # Outside the environment: where that is internal, the virtual network and the edge's private link.
    external_enabled           = true
    allow_insecure_connections = false
    target_port                = var.port
    transport                  = "auto"

    traffic_weight {
      latest_revision = true
      percentage      = 100
    }
  }

  template {
    min_replicas                     = var.min_replicas
    max_replicas                     = var.max_replicas
    termination_grace_period_seconds = var.shutdown_seconds

    container {
      name    = var.name
      image   = local.image
      command = var.command
      cpu     = var.cpu
      memory  = var.memory

      dynamic "env" {
        for_each = local.environment

        content {
          name  = env.key
          value = env.value
        }
      }

      startup_probe {
        transport               = "HTTP"
        port                    = var.port
        path                    = var.health_path
        interval_seconds        = 5
        failure_count_threshold = 24
      }

      readiness_probe {
        transport = "HTTP"
        port      = var.port
        path      = var.health_path
      }

      liveness_probe {
        transport = "HTTP"
        port      = var.port
        path      = var.health_path
      }
    }

    http_scale_rule {
      name                = "http"
      concurrent_requests = tostring(var.concurrency)
    }

    # Without a replica there is no load to measure.
    dynamic "custom_scale_rule" {
      for_each = var.min_replicas > 0 ? [true] : []

      content {
        name             = "cpu"
        custom_rule_type = "cpu"
        metadata         = { type = "Utilization", value = tostring(var.scale_at_cpu_percent) }
      }
    }
  }
}
