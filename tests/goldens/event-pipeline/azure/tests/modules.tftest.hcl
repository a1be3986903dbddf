# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider azure` writes it again and keeps edits.

# What main.tf hands each module, and nothing besides.

run "modules" {
  command = plan

  module {
    source = "./tests/blocks"
  }

  assert {
    condition = keys(output.modules.network) == [
      "address_space",
      "location",
      "prefix",
      "private_dns_zones",
      "resource_group_name",
      "source",
      "subnets",
      "tags",
    ]
    error_message = "network: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = keys(output.modules.logs) == [
      "daily_quota_gb",
      "location",
      "prefix",
      "resource_group_name",
      "retention_days",
      "sampling_percentage",
      "source",
      "tags",
    ]
    error_message = "logs: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition     = output.modules.logs.retention_days == "var.logs.retention_days"
    error_message = "logs: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.registry) == [
      "location",
      "logs_workspace_id",
      "name",
      "resource_group_name",
      "sku",
      "source",
      "tags",
    ]
    error_message = "registry: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition     = output.modules.registry.sku == "var.registry.sku"
    error_message = "registry: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.identity) == [
      "identities",
      "location",
      "names",
      "resource_group_name",
      "source",
      "tags",
    ]
    error_message = "identity: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition     = output.modules.identity.identities == "{ fetch = {} importer = {} records-setup = {} importer-scaler = {} }"
    error_message = "identity: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.cluster) == [
      "compute_subnet_ids",
      "internal",
      "location",
      "logs_workspace_id",
      "name",
      "resource_group_name",
      "source",
      "tags",
      "zone_redundant",
    ]
    error_message = "cluster: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.cluster.internal == "var.cluster.internal",
      output.modules.cluster.zone_redundant == "var.cluster.zone_redundant",
    ])
    error_message = "cluster: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.namespace) == [
      "endpoints_subnet_id",
      "location",
      "logs_workspace_id",
      "messaging_units",
      "name",
      "private",
      "private_dns_zone_ids",
      "resource_group_name",
      "sku",
      "source",
      "tags",
    ]
    error_message = "namespace: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.namespace.sku == "var.namespace.sku",
      output.modules.namespace.private == "var.namespace.private",
    ])
    error_message = "namespace: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.budget) == [
      "action_groups",
      "actual_percents",
      "amount",
      "emails",
      "forecast_percents",
      "name",
      "resource_group_name",
      "resource_groups",
      "source",
      "subscription_id",
    ]
    error_message = "budget: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = keys(output.modules.fetch) == [
      "client_id",
      "command",
      "connection_string",
      "cpu",
      "depends_on",
      "environment",
      "environment_id",
      "identity_id",
      "image",
      "location",
      "max_retries",
      "memory",
      "name",
      "registry_server",
      "resource_group_name",
      "schedule",
      "source",
      "tags",
      "timeout_seconds",
    ]
    error_message = "fetch: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = keys(output.modules.inbox) == [
      "container",
      "cool_after_days",
      "deletion_protection",
      "endpoints_subnet_id",
      "location",
      "logs_workspace_id",
      "name",
      "noncurrent_days",
      "operator_ip_ranges",
      "operators",
      "private_dns_zone_ids",
      "public",
      "queues",
      "replication_type",
      "resource_group_name",
      "source",
      "tags",
      "waits_for",
    ]
    error_message = "inbox: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.inbox.replication_type == "var.inbox.replication_type",
      output.modules.inbox.noncurrent_days == "var.inbox.noncurrent_days",
      output.modules.inbox.deletion_protection == "var.inbox.deletion_protection",
      output.modules.inbox.public == "var.inbox.public",
      output.modules.inbox.waits_for == "{ fetch = [azurerm_role_assignment.fetch_to_inbox.id] arrivals = [azurerm_role_assignment.inbox_to_arrivals.id] importer = [azurerm_role_assignment.importer_to_inbox.id] }",
      output.modules.inbox.queues == "{ arrivals = { id = module.arrivals.send_id, topic = module.arrivals.topic } }",
    ])
    error_message = "inbox: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.arrivals) == [
      "dead_letters",
      "lock_seconds",
      "max_receives",
      "name",
      "namespace_id",
      "retention_days",
      "shared",
      "source",
    ]
    error_message = "arrivals: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.arrivals.retention_days == "var.arrivals.retention_days",
      output.modules.arrivals.dead_letters == "{ failed-arrivals = true }",
      output.modules.arrivals.shared == "{ importer = true }",
    ])
    error_message = "arrivals: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.importer) == [
      "client_id",
      "command",
      "concurrency",
      "connection_string",
      "cpu",
      "depends_on",
      "environment",
      "environment_id",
      "identity_id",
      "image",
      "max_replicas",
      "memory",
      "min_replicas",
      "name",
      "queues",
      "registry_server",
      "resource_group_name",
      "source",
      "tags",
      "timeout_seconds",
    ]
    error_message = "importer: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition     = output.modules.importer.queues == "{ arrivals = { name = module.arrivals.name namespace = module.namespace.name scaler_id = module.identity.ids[\"importer-scaler\"] } }"
    error_message = "importer: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.records) == [
      "administrator",
      "backup_days",
      "database",
      "deletion_protection",
      "endpoints_subnet_id",
      "engine_version",
      "environment_id",
      "geo_redundant_backup",
      "high_availability",
      "location",
      "logins",
      "logs_workspace_id",
      "name",
      "private_dns_zone_ids",
      "resource_group_name",
      "setup_identity",
      "sku_name",
      "source",
      "storage_gb",
      "tags",
      "tenant_id",
    ]
    error_message = "records: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.records.high_availability == "var.records.high_availability",
      output.modules.records.backup_days == "var.records.backup_days",
      output.modules.records.geo_redundant_backup == "var.records.geo_redundant_backup",
      output.modules.records.deletion_protection == "var.records.deletion_protection",
      output.modules.records.logins == "{ importer = { name = module.identity.names[\"importer\"] object_id = module.identity.principal_ids[\"importer\"] actions = [\"read-write\"] } }",
    ])
    error_message = "records: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.vault) == [
      "endpoints_subnet_id",
      "location",
      "logs_workspace_id",
      "name",
      "operator_ip_ranges",
      "operators",
      "private_dns_zone_ids",
      "purge_protection",
      "recovery_days",
      "resource_group_name",
      "secret_names",
      "source",
      "tags",
      "tenant_id",
    ]
    error_message = "vault: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.vault.recovery_days == "var.vault.recovery_days",
      output.modules.vault.purge_protection == "var.vault.purge_protection",
    ])
    error_message = "vault: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.watch) == [
      "alarms",
      "emails",
      "error_percent",
      "latency_ms",
      "location",
      "name",
      "queue_age_seconds",
      "resource_group_name",
      "saturation_percent",
      "source",
      "tags",
      "workspace_id",
    ]
    error_message = "watch: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition     = output.modules.watch.alarms == "{ fetch-errors = { title = \"fetch: failed runs\" description = \"A run of fetch failed for good or took too long.\" resource_id = module.logs.workspace_id query = \"ContainerAppSystemLogs | where JobName == '$${module.fetch.name}' and Reason in ('BackoffLimitExceeded', 'DeadlineExceeded') | summarize value = count()\" above = 0 severity = 1 } arrivals-backlog = { title = \"arrivals: backlog\" description = \"The queue arrivals has not been empty for as long as a message may wait; Service Bus has no metric of the oldest message's age.\" resource_id = module.namespace.id namespace = \"Microsoft.ServiceBus/namespaces\" metric = \"ActiveMessages\" aggregation = \"Minimum\" above = 0 dimensions = { EntityName = module.arrivals.name } window_seconds = var.watch.queue_age_seconds } importer-errors = { title = \"importer: errors\" description = \"importer fails to handle too many messages, by its own telemetry.\" resource_id = module.logs.workspace_id query = \"AppRequests | where AppRoleName == '$${module.importer.name}' | summarize value = 100.0 * countif(Success == false) / count()\" above = var.watch.error_percent } importer-cpu = { title = \"importer: processors\" description = \"The replicas of importer use most of their processors.\" resource_id = module.importer.id namespace = \"Microsoft.App/containerApps\" metric = \"CpuPercentage\" aggregation = \"Average\" above = var.watch.saturation_percent window_seconds = 900 } importer-memory = { title = \"importer: memory\" description = \"The replicas of importer use most of their memory.\" resource_id = module.importer.id namespace = \"Microsoft.App/containerApps\" metric = \"MemoryPercentage\" aggregation = \"Average\" above = var.watch.saturation_percent window_seconds = 900 } records-cpu = { title = \"records: processors\" description = \"The database records uses most of its processors.\" resource_id = module.records.id namespace = \"Microsoft.DBforPostgreSQL/flexibleServers\" metric = \"cpu_percent\" aggregation = \"Average\" above = var.watch.saturation_percent window_seconds = 900 } records-memory = { title = \"records: memory\" description = \"The database records uses most of its memory.\" resource_id = module.records.id namespace = \"Microsoft.DBforPostgreSQL/flexibleServers\" metric = \"memory_percent\" aggregation = \"Average\" above = var.watch.saturation_percent window_seconds = 900 } records-storage = { title = \"records: storage\" description = \"The database records uses most of its storage, and takes no more writes when it has less than 5 % or 5 GiB left. Raise its storage_gb.\" resource_id = module.records.id namespace = \"Microsoft.DBforPostgreSQL/flexibleServers\" metric = \"storage_percent\" aggregation = \"Average\" above = var.watch.saturation_percent severity = 1 window_seconds = 900 } inbox-undelivered = { title = \"inbox: undelivered events\" description = \"Files in inbox did not become messages within a day; their events wait as blobs in its container for undelivered events.\" resource_id = module.inbox.topic_id namespace = \"Microsoft.EventGrid/systemTopics\" metric = \"DeadLetteredCount\" aggregation = \"Total\" above = 0 severity = 1 } inbox-dropped = { title = \"inbox: dropped events\" description = \"Files in inbox did not become messages, and their events are lost.\" resource_id = module.inbox.topic_id namespace = \"Microsoft.EventGrid/systemTopics\" metric = \"DroppedEventCount\" aggregation = \"Total\" above = 0 severity = 1 } failed-arrivals-arrivals-messages = { title = \"failed-arrivals: messages of arrivals\" description = \"A message of arrivals could not be handled and waits in failed-arrivals.\" resource_id = module.namespace.id namespace = \"Microsoft.ServiceBus/namespaces\" metric = \"DeadletteredMessages\" aggregation = \"Maximum\" above = 0 dimensions = { EntityName = module.arrivals.name } severity = 1 } }"
    error_message = "watch: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }
}
