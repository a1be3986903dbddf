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
    condition = keys(output.modules.shield) == [
      "blocked_ranges",
      "mode",
      "name",
      "requests_per_minute",
      "resource_group_name",
      "sku_name",
      "source",
      "tags",
    ]
    error_message = "shield: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.shield.sku_name == "var.shield.sku_name",
      output.modules.shield.mode == "var.shield.mode",
    ])
    error_message = "shield: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.edge) == [
      "cache_ttl_seconds",
      "dns_zone",
      "domain",
      "domain_aliases",
      "domain_ready",
      "firewalls",
      "location",
      "logs_workspace_id",
      "name",
      "resource_group_name",
      "routes",
      "service_origins",
      "sku_name",
      "source",
      "store_origins",
      "subscription_id",
      "tags",
    ]
    error_message = "edge: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.edge.sku_name == "var.edge.sku_name",
      output.modules.edge.firewalls == "{ shield = { id = module.shield.id, sku_name = var.shield.sku_name } }",
      output.modules.edge.service_origins == "{ web = { host = module.web.host health_path = module.web.health_path environment_id = module.cluster.id private = module.cluster.internal } }",
      output.modules.edge.routes == "{ \"/*\" = { origin = \"web\", timeout_seconds = var.web.timeout_seconds } \"/static/*\" = { origin = \"assets\" } }",
      output.modules.edge.store_origins == "{ assets = { host = module.assets.host container = module.assets.container account_id = module.assets.id paths = [\"/static/*\"] public = var.assets.public } }",
    ])
    error_message = "edge: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.assets) == [
      "container",
      "cool_after_days",
      "deletion_protection",
      "edges",
      "endpoints_subnet_id",
      "location",
      "logs_workspace_id",
      "name",
      "noncurrent_days",
      "operator_ip_ranges",
      "operators",
      "private_dns_zone_ids",
      "public",
      "replication_type",
      "resource_group_name",
      "source",
      "tags",
    ]
    error_message = "assets: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.assets.replication_type == "var.assets.replication_type",
      output.modules.assets.noncurrent_days == "var.assets.noncurrent_days",
      output.modules.assets.deletion_protection == "var.assets.deletion_protection",
      output.modules.assets.public == "var.assets.public",
      output.modules.assets.edges == "{ edge = { sku_name = var.edge.sku_name } }",
    ])
    error_message = "assets: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.uploads) == [
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
      "replication_type",
      "resource_group_name",
      "source",
      "tags",
      "waits_for",
    ]
    error_message = "uploads: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.uploads.replication_type == "var.uploads.replication_type",
      output.modules.uploads.noncurrent_days == "var.uploads.noncurrent_days",
      output.modules.uploads.deletion_protection == "var.uploads.deletion_protection",
      output.modules.uploads.public == "var.uploads.public",
      output.modules.uploads.waits_for == "{ web = [ azurerm_role_assignment.web_to_uploads.id, one(azurerm_role_assignment.web_to_uploads_links[*].id), ] }",
    ])
    error_message = "uploads: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.web) == [
      "client_id",
      "command",
      "concurrency",
      "connection_string",
      "cpu",
      "depends_on",
      "edges",
      "environment",
      "environment_domain",
      "environment_id",
      "health_path",
      "identity_id",
      "image",
      "max_replicas",
      "memory",
      "min_replicas",
      "name",
      "port",
      "registry_server",
      "resource_group_name",
      "scale_at_cpu_percent",
      "shutdown_seconds",
      "source",
      "tags",
    ]
    error_message = "web: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.web.min_replicas == "var.web.min_replicas",
      output.modules.web.edges == "{ edge = { id = module.edge.front_door_id } }",
    ])
    error_message = "web: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.migrate) == [
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
    error_message = "migrate: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = keys(output.modules.app_db) == [
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
    error_message = "app-db: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.app_db.high_availability == "var.app_db.high_availability",
      output.modules.app_db.backup_days == "var.app_db.backup_days",
      output.modules.app_db.geo_redundant_backup == "var.app_db.geo_redundant_backup",
      output.modules.app_db.deletion_protection == "var.app_db.deletion_protection",
      output.modules.app_db.logins == "{ web = { name = module.identity.names[\"web\"] object_id = module.identity.principal_ids[\"web\"] actions = [\"read-write\"] } migrate = { name = module.identity.names[\"migrate\"] object_id = module.identity.principal_ids[\"migrate\"] actions = [\"migrate\"] } }",
    ])
    error_message = "app-db: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.app_cache) == [
      "endpoints_subnet_id",
      "high_availability",
      "location",
      "logs_workspace_id",
      "name",
      "private_dns_zone_ids",
      "resource_group_name",
      "sku_name",
      "source",
      "tags",
    ]
    error_message = "app-cache: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition     = output.modules.app_cache.high_availability == "var.app_cache.high_availability"
    error_message = "app-cache: main.tf must give its module what protects it in each environment, and whom its flows let in."
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
}
