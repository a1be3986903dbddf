# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider gcp` writes it again and keeps edits.

# What main.tf hands each module, and nothing besides.

run "modules" {
  command = plan

  module {
    source = "./tests/blocks"
  }

  assert {
    condition = keys(output.modules.network) == [
      "cidr",
      "databases",
      "flow_log_sampling",
      "nat",
      "prefix",
      "project_id",
      "region",
      "source",
    ]
    error_message = "network: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition     = output.modules.network.nat == "var.network.nat"
    error_message = "network: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.logs) == [
      "name",
      "project_id",
      "region",
      "retention_days",
      "source",
      "sources",
    ]
    error_message = "logs: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition     = output.modules.logs.retention_days == "var.logs.retention_days"
    error_message = "logs: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.registry) == [
      "force_destroy",
      "keep_images",
      "labels",
      "name",
      "project_id",
      "region",
      "repositories",
      "scan",
      "source",
    ]
    error_message = "registry: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.registry.scan == "var.registry.scan",
      output.modules.registry.force_destroy == "var.registry.force_destroy",
    ])
    error_message = "registry: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.identity) == [
      "identities",
      "names",
      "prefix",
      "project_id",
      "source",
    ]
    error_message = "identity: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = keys(output.modules.budget) == [
      "actual_percents",
      "amount",
      "billing_account",
      "channels",
      "currency",
      "emails",
      "forecast_percents",
      "name",
      "project_billing_account",
      "project_id",
      "project_number",
      "providers",
      "source",
      "stack",
      "whole_project",
    ]
    error_message = "budget: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = keys(output.modules.fetch) == [
      "command",
      "cpu",
      "deletion_protection",
      "depends_on",
      "egress",
      "environment",
      "image",
      "labels",
      "max_retries",
      "memory_mb",
      "name",
      "project_id",
      "region",
      "schedule",
      "scheduler_email",
      "service_account_email",
      "source",
      "subnetwork_id",
      "timeout_seconds",
    ]
    error_message = "fetch: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition     = output.modules.fetch.deletion_protection == "var.fetch.deletion_protection"
    error_message = "fetch: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.inbox) == [
      "cool_after_days",
      "depends_on",
      "force_destroy",
      "labels",
      "name",
      "noncurrent_days",
      "project_id",
      "queues",
      "region",
      "source",
    ]
    error_message = "inbox: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.inbox.noncurrent_days == "var.inbox.noncurrent_days",
      output.modules.inbox.force_destroy == "var.inbox.force_destroy",
      output.modules.inbox.queues == "{ arrivals = module.arrivals.id }",
    ])
    error_message = "inbox: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.arrivals) == [
      "ack_deadline_seconds",
      "consumers",
      "dead_letters",
      "depends_on",
      "labels",
      "max_receives",
      "name",
      "project_id",
      "region",
      "retention_seconds",
      "source",
    ]
    error_message = "arrivals: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.arrivals.retention_seconds == "var.arrivals.retention_seconds",
      output.modules.arrivals.dead_letters == "{ failed-arrivals = module.failed_arrivals.id }",
      output.modules.arrivals.consumers == "{ importer = { image = var.importer_image url = module.importer.url service_account_email = module.identity.emails[\"importer-push\"] } }",
    ])
    error_message = "arrivals: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.failed_arrivals) == [
      "labels",
      "name",
      "project_id",
      "region",
      "retention_seconds",
      "source",
    ]
    error_message = "failed-arrivals: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition     = output.modules.failed_arrivals.retention_seconds == "var.failed_arrivals.retention_seconds"
    error_message = "failed-arrivals: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.importer) == [
      "command",
      "concurrency",
      "cpu",
      "deletion_protection",
      "depends_on",
      "egress",
      "environment",
      "image",
      "labels",
      "max_replicas",
      "memory_mb",
      "min_replicas",
      "name",
      "project_id",
      "region",
      "service_account_email",
      "source",
      "subnetwork_id",
      "timeout_seconds",
    ]
    error_message = "importer: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition     = output.modules.importer.deletion_protection == "var.importer.deletion_protection"
    error_message = "importer: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.records) == [
      "backup_days",
      "database",
      "deletion_protection",
      "engine_version",
      "final_backup_days",
      "flags",
      "high_availability",
      "labels",
      "log_bucket",
      "log_location",
      "logins",
      "name",
      "network_id",
      "project_id",
      "region",
      "setup_identity",
      "setup_subnetwork_id",
      "source",
      "storage_gb",
      "tier",
    ]
    error_message = "records: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.records.high_availability == "var.records.high_availability",
      output.modules.records.backup_days == "var.records.backup_days",
      output.modules.records.deletion_protection == "var.records.deletion_protection",
      output.modules.records.logins == "{ importer = { name = module.identity.database_users[\"importer\"], actions = [\"read-write\"] } }",
    ])
    error_message = "records: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.vault) == [
      "deletion_protection",
      "labels",
      "name",
      "project_id",
      "recovery_days",
      "secrets",
      "source",
    ]
    error_message = "vault: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.vault.recovery_days == "var.vault.recovery_days",
      output.modules.vault.deletion_protection == "var.vault.deletion_protection",
    ])
    error_message = "vault: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.watch) == [
      "channels",
      "emails",
      "error_share",
      "labels",
      "latency_ms",
      "name",
      "project_id",
      "queue_age_seconds",
      "saturation_share",
      "source",
      "watched",
    ]
    error_message = "watch: main.tf must give its module these arguments and no others, by which a door could open."
  }
}
