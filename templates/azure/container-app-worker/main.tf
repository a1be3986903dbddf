locals {
  # Until the first image is pushed a public one is used: https://learn.microsoft.com/azure/container-apps/how-to-use-private-endpoint
  placeholder = { image = "mcr.microsoft.com/k8se/quickstart:latest" }

  # A name whose first part has no dot is a repository of the stack's registry.
  image = var.image == null ? local.placeholder.image : can(regex("^[^/]+[.][^/]+/", var.image)) ? var.image : "${var.registry_server}/${var.image}"

  environment = merge({
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING = "Authorization=AAD;ClientId=${var.client_id}" # for the Java agent
    APPLICATIONINSIGHTS_CONNECTION_STRING     = var.connection_string
    AZURE_CLIENT_ID                           = var.client_id # which of its identities the Azure SDKs log in with
    OTEL_SERVICE_NAME                         = var.name      # the role name by which alarms find its telemetry
  }, var.environment)
}

resource "azurerm_container_app" "this" {
  name                         = var.name
  resource_group_name          = var.resource_group_name
  container_app_environment_id = var.environment_id
  revision_mode                = "Single"
  workload_profile_name        = "Consumption"
  max_inactive_revisions       = 5
  tags                         = var.tags

  # A scale rule takes an identity of the app only, so the app has those that read the lengths of its queues as well.
  identity {
    type         = "UserAssigned"
    identity_ids = concat([var.identity_id], distinct([for queue in var.queues : queue.scaler_id]))
  }

  registry {
    server   = var.registry_server
    identity = var.identity_id
  }

  # No ingress: a worker takes its work from the queues and answers nobody.
  template {
    # The placeholder takes no messages: they wait in their queues, and no replica is started for them.
    min_replicas                     = var.image == null ? 0 : var.min_replicas
    max_replicas                     = var.max_replicas
    polling_interval_in_seconds      = 15
    cooldown_period_in_seconds       = 300
    termination_grace_period_seconds = var.timeout_seconds

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

    # KEDA reads a queue's length as an identity beside the worker's own.
    dynamic "custom_scale_rule" {
      for_each = { for key, queue in var.queues : key => queue if var.image != null }

      content {
        name             = "queue-${custom_scale_rule.key}"
        custom_rule_type = "azure-servicebus"
        identity_id      = custom_scale_rule.value.scaler_id

        metadata = {
          messageCount = tostring(var.concurrency)
          namespace    = custom_scale_rule.value.namespace
          queueName    = custom_scale_rule.value.name
        }
      }
    }
  }
}
