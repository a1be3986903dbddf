# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider aws` writes it again and keeps edits.

# What main.tf hands each module, and nothing besides.

run "modules" {
  command = plan

  module {
    source = "./tests/blocks"
  }

  assert {
    condition = keys(output.modules.network) == [
      "availability_zones",
      "cidr_block",
      "flow_log_role_arn",
      "log_retention_days",
      "nat_gateways",
      "prefix",
      "region",
      "source",
      "tags",
    ]
    error_message = "network: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.network.availability_zones == "var.network.availability_zones",
      output.modules.network.nat_gateways == "var.network.nat_gateways",
    ])
    error_message = "network: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.registry) == [
      "force_destroy",
      "keep_images",
      "prefix",
      "repositories",
      "source",
      "tags",
    ]
    error_message = "registry: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition     = output.modules.registry.force_destroy == "var.registry.force_destroy"
    error_message = "registry: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.identity) == [
      "identities",
      "names",
      "source",
      "tags",
    ]
    error_message = "identity: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = keys(output.modules.cluster) == [
      "name",
      "source",
      "tags",
    ]
    error_message = "cluster: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = keys(output.modules.budget) == [
      "account_id",
      "actual_percents",
      "amount",
      "emails",
      "forecast_percents",
      "name",
      "partition",
      "source",
      "stack",
      "tags",
      "topics",
    ]
    error_message = "budget: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = keys(output.modules.fetch) == [
      "cluster_arn",
      "command",
      "cpu_units",
      "depends_on",
      "environment",
      "execution_role_arn",
      "image",
      "log_retention_days",
      "max_retries",
      "memory_mb",
      "name",
      "partition",
      "read_only_root",
      "region",
      "runner_role_arn",
      "schedule",
      "scheduler_role_arn",
      "source",
      "subnet_ids",
      "tags",
      "task_role_arn",
      "timeout_seconds",
      "tmp_mb",
      "vpc_id",
    ]
    error_message = "fetch: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = keys(output.modules.inbox) == [
      "cool_after_days",
      "force_destroy",
      "name",
      "noncurrent_days",
      "queues",
      "source",
      "tags",
    ]
    error_message = "inbox: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.inbox.noncurrent_days == "var.inbox.noncurrent_days",
      output.modules.inbox.force_destroy == "var.inbox.force_destroy",
      output.modules.inbox.queues == "{ arrivals = module.arrivals.notify_arn }",
    ])
    error_message = "inbox: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.arrivals) == [
      "bucket_senders",
      "dead_letters",
      "max_receives",
      "name",
      "retention_seconds",
      "shared",
      "source",
      "tags",
      "visibility_timeout_seconds",
    ]
    error_message = "arrivals: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.arrivals.retention_seconds == "var.arrivals.retention_seconds",
      output.modules.arrivals.bucket_senders == "{ inbox = { arn = module.inbox.arn, account_id = local.account_id } }",
      output.modules.arrivals.dead_letters == "{ failed-arrivals = module.failed_arrivals.arn }",
      output.modules.arrivals.shared == "{ importer = true }",
    ])
    error_message = "arrivals: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.failed_arrivals) == [
      "name",
      "retention_seconds",
      "source",
      "sources",
      "tags",
    ]
    error_message = "failed-arrivals: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.failed_arrivals.retention_seconds == "var.failed_arrivals.retention_seconds",
      output.modules.failed_arrivals.sources == "{ arrivals = module.arrivals.queue_arns }",
    ])
    error_message = "failed-arrivals: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.importer) == [
      "batch_size",
      "command",
      "depends_on",
      "environment",
      "image",
      "log_retention_days",
      "max_replicas",
      "memory_mb",
      "name",
      "queues",
      "role_arn",
      "source",
      "subnet_ids",
      "tags",
      "timeout_seconds",
      "vpc_id",
    ]
    error_message = "importer: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition     = output.modules.importer.queues == "{ arrivals = module.arrivals.arn }"
    error_message = "importer: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.records) == [
      "apply_immediately",
      "backup_days",
      "cluster_arn",
      "database",
      "deletion_protection",
      "engine_version",
      "final_snapshot",
      "instances",
      "log_retention_days",
      "logins",
      "max_capacity",
      "min_capacity",
      "name",
      "region",
      "setup_role_arn",
      "setup_subnet_ids",
      "source",
      "subnet_ids",
      "tags",
      "vpc_id",
    ]
    error_message = "records: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.records.instances == "var.records.instances",
      output.modules.records.backup_days == "var.records.backup_days",
      output.modules.records.deletion_protection == "var.records.deletion_protection",
      output.modules.records.final_snapshot == "var.records.final_snapshot",
      output.modules.records.logins == "{ importer = { name = \"importer\", actions = [\"read-write\"] } }",
    ])
    error_message = "records: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.vault) == [
      "force_destroy",
      "name",
      "recovery_days",
      "secrets",
      "source",
      "tags",
    ]
    error_message = "vault: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.vault.recovery_days == "var.vault.recovery_days",
      output.modules.vault.force_destroy == "var.vault.force_destroy",
    ])
    error_message = "vault: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.watch) == [
      "alarms",
      "emails",
      "name",
      "region",
      "shares",
      "source",
      "tags",
    ]
    error_message = "watch: main.tf must give its module these arguments and no others, by which a door could open."
  }
}
