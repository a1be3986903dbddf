locals {
  # Until the first image is pushed a public one runs to its end: https://learn.microsoft.com/azure/container-apps/jobs-get-started-cli
  placeholder = { image = "mcr.microsoft.com/k8se/quickstart-jobs:latest" }

  # A name whose first part has no dot is a repository of the stack's registry.
  image = var.image == null ? local.placeholder.image : can(regex("^[^/]+[.][^/]+/", var.image)) ? var.image : "${var.registry_server}/${var.image}"

  environment = merge({
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING = "Authorization=AAD;ClientId=${var.client_id}" # for the Java agent
    APPLICATIONINSIGHTS_CONNECTION_STRING     = var.connection_string
    AZURE_CLIENT_ID                           = var.client_id # which of its identities the Azure SDKs log in with
    OTEL_SERVICE_NAME                         = var.name      # the role name by which alarms find its telemetry
  }, var.environment)
}

resource "azurerm_container_app_job" "this" {
  name                         = var.name
  resource_group_name          = var.resource_group_name
  location                     = var.location
  container_app_environment_id = var.environment_id
  workload_profile_name        = "Consumption"
  replica_retry_limit          = var.max_retries
  replica_timeout_in_seconds   = var.timeout_seconds
  tags                         = var.tags

  identity {
    type         = "UserAssigned"
    identity_ids = [var.identity_id]
  }

  registry {
    server   = var.registry_server
    identity = var.identity_id
  }

  dynamic "schedule_trigger_config" {
    for_each = var.schedule == null ? [] : [var.schedule]

    content {
      cron_expression          = schedule_trigger_config.value
      parallelism              = 1
      replica_completion_count = 1
    }
  }

  # Without a schedule, run.sh starts it.
  dynamic "manual_trigger_config" {
    for_each = var.schedule == null ? [1] : []

    content {
      parallelism              = 1
      replica_completion_count = 1
    }
  }

  template {
    container {
      name    = var.name
      image   = local.image
      command = var.image == null ? [] : var.command
      cpu     = var.cpu
      memory  = var.memory

      dynamic "env" {
        for_each = local.environment

        content {
          name  = env.key
          value = env.value
        }
      }
    }
  }
}
