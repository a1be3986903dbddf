# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider azure` writes it again and keeps edits.

# The components of the stack. What each may do with the others is in flows.tf.

data "azurerm_client_config" "current" {}

locals {
  # All of Azure shares some names. A hash of subscription and environment keeps them apart, stays the same
  # on every run, and is known before the first apply.
  suffix = substr(sha256("${data.azurerm_client_config.current.subscription_id}/${var.environment}"), 0, 6)

  tags = merge(var.tags, {
    project     = var.project
    environment = var.environment
    managed_by  = "terraform"
  })
}

# The state belongs to one environment: a plan with the values of another is refused, before it replaces everything.
resource "terraform_data" "stack" {
  input = var.prefix

  lifecycle {
    ignore_changes = [input]

    postcondition {
      condition     = self.output == var.prefix
      error_message = "This state is that of ${self.output}, these values are those of ${var.prefix}: run `terraform init -reconfigure` with the right backend file."
    }
  }
}

resource "azurerm_resource_group" "stack" {
  name     = "rg-${var.prefix}"
  location = var.location
  tags     = local.tags
}

# network: network, Azure Virtual Network
module "network" {
  source = "./modules/network"

  address_space       = var.network.address_space
  private_dns_zones   = var.network.private_dns_zones
  subnets             = var.network.subnets
  prefix              = var.prefix
  resource_group_name = azurerm_resource_group.stack.name
  location            = var.location
  tags                = merge(local.tags, { component = "network" })
}

# logs: logs, Azure Monitor Logs
module "logs" {
  source = "./modules/log-analytics"

  retention_days      = var.logs.retention_days
  daily_quota_gb      = var.logs.daily_quota_gb
  sampling_percentage = var.logs.sampling_percentage
  prefix              = var.prefix
  resource_group_name = azurerm_resource_group.stack.name
  location            = var.location
  tags                = merge(local.tags, { component = "logs" })
}

# registry: registry, Azure Container Registry
module "registry" {
  source = "./modules/container-registry"

  name                = "${var.registry.name}${local.suffix}"
  sku                 = var.registry.sku
  resource_group_name = azurerm_resource_group.stack.name
  location            = var.location
  logs_workspace_id   = module.logs.workspace_id
  tags                = merge(local.tags, { component = "registry" })
}

# identity: identity, Managed identities for Azure resources
module "identity" {
  source = "./modules/managed-identities"

  names               = var.identity.names
  resource_group_name = azurerm_resource_group.stack.name
  location            = var.location
  tags                = merge(local.tags, { component = "identity" })

  identities = {
    fetch           = {}
    importer        = {}
    records-setup   = {}
    importer-scaler = {}
  }
}

# cluster: cluster, Azure Container Apps environment
module "cluster" {
  source = "./modules/container-app-environment"

  name                = var.cluster.name
  internal            = var.cluster.internal
  zone_redundant      = var.cluster.zone_redundant
  resource_group_name = azurerm_resource_group.stack.name
  location            = var.location
  compute_subnet_ids  = module.network.compute_subnet_ids
  logs_workspace_id   = module.logs.workspace_id
  tags                = merge(local.tags, { component = "cluster" })
}

# namespace: namespace, Azure Service Bus namespace
module "namespace" {
  source = "./modules/service-bus-namespace"

  name                 = "${var.namespace.name}-${local.suffix}"
  sku                  = var.namespace.sku
  private              = var.namespace.private
  messaging_units      = var.namespace.messaging_units
  resource_group_name  = azurerm_resource_group.stack.name
  location             = var.location
  endpoints_subnet_id  = module.network.endpoints_subnet_id
  private_dns_zone_ids = module.network.private_dns_zone_ids
  logs_workspace_id    = module.logs.workspace_id
  tags                 = merge(local.tags, { component = "namespace" })
}

# budget: budget, Azure budget
module "budget" {
  source = "./modules/consumption-budget"

  name                = var.budget.name
  amount              = var.budget.amount
  actual_percents     = var.budget.actual_percents
  forecast_percents   = var.budget.forecast_percents
  emails              = var.budget.emails
  resource_group_name = azurerm_resource_group.stack.name
  subscription_id     = data.azurerm_client_config.current.subscription_id
  resource_groups     = { cluster = module.cluster.infrastructure_resource_group_name }
  action_groups       = { watch = module.watch.action_group_id }
}

# fetch: job, Azure Container Apps job
module "fetch" {
  source = "./modules/container-app-job"

  name                = var.fetch.name
  cpu                 = var.fetch.cpu
  memory              = var.fetch.memory
  image               = var.fetch_image
  command             = var.fetch.command
  schedule            = var.fetch.schedule
  timeout_seconds     = var.fetch.timeout_seconds
  max_retries         = var.fetch.max_retries
  resource_group_name = azurerm_resource_group.stack.name
  location            = var.location
  environment_id      = module.cluster.id
  identity_id         = module.identity.ids["fetch"]
  client_id           = module.identity.client_ids["fetch"]
  registry_server     = module.registry.login_server
  connection_string   = module.logs.connection_string
  environment         = merge(local.fetch_to_vault, local.fetch_to_inbox)
  tags                = merge(local.tags, { component = "fetch" })

  depends_on = [
    azurerm_role_assignment.fetch_pull,
    azurerm_role_assignment.fetch_telemetry,
    azurerm_role_assignment.fetch_to_vault,
    azurerm_role_assignment.fetch_to_inbox,
  ]
}

# inbox: object-store, Azure Blob Storage
module "inbox" {
  source = "./modules/blob-storage"

  name                 = "${var.inbox.name}${local.suffix}"
  replication_type     = var.inbox.replication_type
  noncurrent_days      = var.inbox.noncurrent_days
  cool_after_days      = var.inbox.cool_after_days
  deletion_protection  = var.inbox.deletion_protection
  public               = var.inbox.public
  resource_group_name  = azurerm_resource_group.stack.name
  location             = var.location
  endpoints_subnet_id  = module.network.endpoints_subnet_id
  private_dns_zone_ids = module.network.private_dns_zone_ids
  logs_workspace_id    = module.logs.workspace_id
  container            = "inbox"
  operators            = var.operators
  operator_ip_ranges   = var.operator_ip_ranges
  queues               = { arrivals = { id = module.arrivals.send_id, topic = module.arrivals.topic } }
  tags                 = merge(local.tags, { component = "inbox" })

  waits_for = {
    fetch    = [azurerm_role_assignment.fetch_to_inbox.id]
    arrivals = [azurerm_role_assignment.inbox_to_arrivals.id]
    importer = [azurerm_role_assignment.importer_to_inbox.id]
  }
}

# arrivals: queue, Azure Service Bus queue
module "arrivals" {
  source = "./modules/service-bus"

  name           = var.arrivals.name
  max_receives   = var.arrivals.max_receives
  retention_days = var.arrivals.retention_days
  lock_seconds   = var.arrivals.lock_seconds
  namespace_id   = module.namespace.id
  dead_letters   = { failed-arrivals = true }
  shared         = { importer = true }
}

# importer: worker, Azure Container Apps worker
module "importer" {
  source = "./modules/container-app-worker"

  name                = var.importer.name
  cpu                 = var.importer.cpu
  memory              = var.importer.memory
  image               = var.importer_image
  command             = var.importer.command
  timeout_seconds     = var.importer.timeout_seconds
  concurrency         = var.importer.concurrency
  min_replicas        = var.importer.min_replicas
  max_replicas        = var.importer.max_replicas
  resource_group_name = azurerm_resource_group.stack.name
  environment_id      = module.cluster.id
  identity_id         = module.identity.ids["importer"]
  client_id           = module.identity.client_ids["importer"]
  registry_server     = module.registry.login_server
  connection_string   = module.logs.connection_string
  environment         = merge(local.importer_to_arrivals, local.importer_to_inbox, local.importer_to_records)
  tags                = merge(local.tags, { component = "importer" })

  queues = {
    arrivals = {
      name      = module.arrivals.name
      namespace = module.namespace.name
      scaler_id = module.identity.ids["importer-scaler"]
    }
  }

  depends_on = [
    azurerm_role_assignment.importer_pull,
    azurerm_role_assignment.importer_telemetry,
    azurerm_role_assignment.importer_to_arrivals,
    azurerm_role_assignment.importer_to_arrivals_scaler,
    azurerm_role_assignment.importer_to_inbox,
  ]
}

# records: relational-db, Azure Database for PostgreSQL flexible server
module "records" {
  source = "./modules/postgresql-flexible-server"

  name                 = "${var.records.name}-${local.suffix}"
  sku_name             = var.records.sku_name
  engine_version       = var.records.engine_version
  database             = var.records.database
  storage_gb           = var.records.storage_gb
  high_availability    = var.records.high_availability
  backup_days          = var.records.backup_days
  geo_redundant_backup = var.records.geo_redundant_backup
  deletion_protection  = var.records.deletion_protection
  resource_group_name  = azurerm_resource_group.stack.name
  location             = var.location
  endpoints_subnet_id  = module.network.endpoints_subnet_id
  private_dns_zone_ids = module.network.private_dns_zone_ids
  logs_workspace_id    = module.logs.workspace_id
  administrator        = var.database_administrator
  tenant_id            = data.azurerm_client_config.current.tenant_id
  environment_id       = module.cluster.id
  tags                 = merge(local.tags, { component = "records" })

  setup_identity = {
    id           = module.identity.ids["records-setup"]
    client_id    = module.identity.client_ids["records-setup"]
    name         = module.identity.names["records-setup"]
    principal_id = module.identity.principal_ids["records-setup"]
  }

  logins = {
    importer = {
      name      = module.identity.names["importer"]
      object_id = module.identity.principal_ids["importer"]
      actions   = ["read-write"]
    }
  }
}

# vault: secrets, Azure Key Vault
module "vault" {
  source = "./modules/key-vault"

  name                 = "${var.vault.name}-${local.suffix}"
  secret_names         = var.vault.secret_names
  recovery_days        = var.vault.recovery_days
  purge_protection     = var.vault.purge_protection
  resource_group_name  = azurerm_resource_group.stack.name
  location             = var.location
  endpoints_subnet_id  = module.network.endpoints_subnet_id
  private_dns_zone_ids = module.network.private_dns_zone_ids
  logs_workspace_id    = module.logs.workspace_id
  tenant_id            = data.azurerm_client_config.current.tenant_id
  operators            = var.operators
  operator_ip_ranges   = var.operator_ip_ranges
  tags                 = merge(local.tags, { component = "vault" })
}

# watch: observability, Azure Monitor
module "watch" {
  source = "./modules/monitor"

  name                = var.watch.name
  emails              = var.watch.emails
  error_percent       = var.watch.error_percent
  latency_ms          = var.watch.latency_ms
  saturation_percent  = var.watch.saturation_percent
  queue_age_seconds   = var.watch.queue_age_seconds
  resource_group_name = azurerm_resource_group.stack.name
  location            = var.location
  workspace_id        = module.logs.workspace_id
  tags                = merge(local.tags, { component = "watch" })

  alarms = {
    fetch-errors = {
      title       = "fetch: failed runs"
      description = "A run of fetch failed for good or took too long."
      resource_id = module.logs.workspace_id
      query       = "ContainerAppSystemLogs | where JobName == '${module.fetch.name}' and Reason in ('BackoffLimitExceeded', 'DeadlineExceeded') | summarize value = count()"
      above       = 0
      severity    = 1
    }
    arrivals-backlog = {
      title          = "arrivals: backlog"
      description    = "The queue arrivals has not been empty for as long as a message may wait; Service Bus has no metric of the oldest message's age."
      resource_id    = module.namespace.id
      namespace      = "Microsoft.ServiceBus/namespaces"
      metric         = "ActiveMessages"
      aggregation    = "Minimum"
      above          = 0
      dimensions     = { EntityName = module.arrivals.name }
      window_seconds = var.watch.queue_age_seconds
    }
    importer-errors = {
      title       = "importer: errors"
      description = "importer fails to handle too many messages, by its own telemetry."
      resource_id = module.logs.workspace_id
      query       = "AppRequests | where AppRoleName == '${module.importer.name}' | summarize value = 100.0 * countif(Success == false) / count()"
      above       = var.watch.error_percent
    }
    importer-cpu = {
      title          = "importer: processors"
      description    = "The replicas of importer use most of their processors."
      resource_id    = module.importer.id
      namespace      = "Microsoft.App/containerApps"
      metric         = "CpuPercentage"
      aggregation    = "Average"
      above          = var.watch.saturation_percent
      window_seconds = 900
    }
    importer-memory = {
      title          = "importer: memory"
      description    = "The replicas of importer use most of their memory."
      resource_id    = module.importer.id
      namespace      = "Microsoft.App/containerApps"
      metric         = "MemoryPercentage"
      aggregation    = "Average"
      above          = var.watch.saturation_percent
      window_seconds = 900
    }
    records-cpu = {
      title          = "records: processors"
      description    = "The database records uses most of its processors."
      resource_id    = module.records.id
      namespace      = "Microsoft.DBforPostgreSQL/flexibleServers"
      metric         = "cpu_percent"
      aggregation    = "Average"
      above          = var.watch.saturation_percent
      window_seconds = 900
    }
    records-memory = {
      title          = "records: memory"
      description    = "The database records uses most of its memory."
      resource_id    = module.records.id
      namespace      = "Microsoft.DBforPostgreSQL/flexibleServers"
      metric         = "memory_percent"
      aggregation    = "Average"
      above          = var.watch.saturation_percent
      window_seconds = 900
    }
    records-storage = {
      title          = "records: storage"
      description    = "The database records uses most of its storage, and takes no more writes when it has less than 5 % or 5 GiB left. Raise its storage_gb."
      resource_id    = module.records.id
      namespace      = "Microsoft.DBforPostgreSQL/flexibleServers"
      metric         = "storage_percent"
      aggregation    = "Average"
      above          = var.watch.saturation_percent
      severity       = 1
      window_seconds = 900
    }
    inbox-undelivered = {
      title       = "inbox: undelivered events"
      description = "Files in inbox did not become messages within a day; their events wait as blobs in its container for undelivered events."
      resource_id = module.inbox.topic_id
      namespace   = "Microsoft.EventGrid/systemTopics"
      metric      = "DeadLetteredCount"
      aggregation = "Total"
      above       = 0
      severity    = 1
    }
    inbox-dropped = {
      title       = "inbox: dropped events"
      description = "Files in inbox did not become messages, and their events are lost."
      resource_id = module.inbox.topic_id
      namespace   = "Microsoft.EventGrid/systemTopics"
      metric      = "DroppedEventCount"
      aggregation = "Total"
      above       = 0
      severity    = 1
    }
    failed-arrivals-arrivals-messages = {
      title       = "failed-arrivals: messages of arrivals"
      description = "A message of arrivals could not be handled and waits in failed-arrivals."
      resource_id = module.namespace.id
      namespace   = "Microsoft.ServiceBus/namespaces"
      metric      = "DeadletteredMessages"
      aggregation = "Maximum"
      above       = 0
      dimensions  = { EntityName = module.arrivals.name }
      severity    = 1
    }
  }
}
