# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider gcp` writes it again and keeps edits.

# What main.tf hands each module, and nothing besides.

run "modules" {
  command = plan

  module {
    source = "./tests/blocks"
  }

  assert {
    condition = keys(output.modules.network) == [
      "caches",
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
    condition = keys(output.modules.load_balancer) == [
      "dns_zone",
      "domain",
      "domain_aliases",
      "domain_ready",
      "edges",
      "environment",
      "firewalls",
      "log_sample_rate",
      "name",
      "project_id",
      "region",
      "routes",
      "service_backends",
      "source",
      "store_backends",
    ]
    error_message = "load-balancer: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.load_balancer.firewalls == "{ edge = { backend_policy_id = module.shield.backend_policy_id edge_policy_id = module.shield.edge_policy_id } }",
      output.modules.load_balancer.routes == "{ \"/*\" = \"web\", \"/static/*\" = \"assets\" }",
      output.modules.load_balancer.edges == "{ \"edge web\" = { backend = \"web\", edge = \"edge\" } \"edge assets\" = { backend = \"assets\", cache_ttl_seconds = var.edge.cache_ttl_seconds, edge = \"edge\" } }",
      output.modules.load_balancer.service_backends == "{ web = { service_name = module.web.name } }",
      output.modules.load_balancer.store_backends == "{ assets = { bucket_name = module.assets.name } }",
    ])
    error_message = "load-balancer: main.tf must give its module what protects it in each environment, and whom its flows let in."
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
    condition = keys(output.modules.shield) == [
      "block",
      "blocked_ranges",
      "name",
      "project_id",
      "requests_per_minute",
      "source",
    ]
    error_message = "shield: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition     = output.modules.shield.block == "var.shield.block"
    error_message = "shield: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.assets) == [
      "cool_after_days",
      "force_destroy",
      "labels",
      "name",
      "noncurrent_days",
      "project_id",
      "region",
      "source",
    ]
    error_message = "assets: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.assets.noncurrent_days == "var.assets.noncurrent_days",
      output.modules.assets.force_destroy == "var.assets.force_destroy",
    ])
    error_message = "assets: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.uploads) == [
      "cool_after_days",
      "force_destroy",
      "labels",
      "name",
      "noncurrent_days",
      "project_id",
      "region",
      "source",
    ]
    error_message = "uploads: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.uploads.noncurrent_days == "var.uploads.noncurrent_days",
      output.modules.uploads.force_destroy == "var.uploads.force_destroy",
    ])
    error_message = "uploads: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.web) == [
      "command",
      "concurrency",
      "cpu",
      "deletion_protection",
      "depends_on",
      "egress",
      "environment",
      "health_path",
      "image",
      "labels",
      "load_balancers",
      "max_replicas",
      "memory_mb",
      "min_replicas",
      "name",
      "port",
      "project_id",
      "region",
      "service_account_email",
      "source",
      "subnetwork_id",
      "timeout_seconds",
    ]
    error_message = "web: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.web.deletion_protection == "var.web.deletion_protection",
      output.modules.web.min_replicas == "var.web.min_replicas",
      output.modules.web.load_balancers == "{ edge = true }",
    ])
    error_message = "web: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.migrate) == [
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
    error_message = "migrate: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition     = output.modules.migrate.deletion_protection == "var.migrate.deletion_protection"
    error_message = "migrate: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.app_db) == [
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
    error_message = "app-db: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.app_db.high_availability == "var.app_db.high_availability",
      output.modules.app_db.backup_days == "var.app_db.backup_days",
      output.modules.app_db.deletion_protection == "var.app_db.deletion_protection",
      output.modules.app_db.logins == "{ web = { name = module.identity.database_users[\"web\"], actions = [\"read-write\"] } migrate = { name = module.identity.database_users[\"migrate\"], actions = [\"migrate\"] } }",
    ])
    error_message = "app-db: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.app_cache) == [
      "deletion_protection",
      "engine_version",
      "labels",
      "name",
      "network_id",
      "node_type",
      "project_id",
      "region",
      "replicas",
      "source",
    ]
    error_message = "app-cache: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.app_cache.replicas == "var.app_cache.replicas",
      output.modules.app_cache.deletion_protection == "var.app_cache.deletion_protection",
    ])
    error_message = "app-cache: main.tf must give its module what protects it in each environment, and whom its flows let in."
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
      "uptime",
      "watched",
    ]
    error_message = "watch: main.tf must give its module these arguments and no others, by which a door could open."
  }
}
