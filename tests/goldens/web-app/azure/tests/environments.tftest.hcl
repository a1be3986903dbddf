# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider azure` writes it again and keeps edits.

# What each environment's tfvars must keep: protection of its data, copies in several zones, backups. A number may grow.

run "dev_settings" {
  command = plan

  module {
    source = "./tests/settings"
  }

  variables {
    file = "environments/dev.tfvars"
  }

  assert {
    condition     = output.values.logs.retention_days >= 30
    error_message = "logs in dev must keep retention_days >= 30."
  }

  assert {
    condition     = output.values.assets.noncurrent_days >= 7
    error_message = "assets in dev must keep noncurrent_days >= 7."
  }

  assert {
    condition = alltrue([
      output.values.uploads.noncurrent_days >= 7,
      output.values.uploads.public == false,
    ])
    error_message = "uploads in dev must keep noncurrent_days >= 7, public == false."
  }

  assert {
    condition     = output.values.web.min_replicas >= 1
    error_message = "web in dev must keep min_replicas >= 1."
  }

  assert {
    condition     = output.values.app_db.backup_days >= 7
    error_message = "app-db in dev must keep backup_days >= 7."
  }

  assert {
    condition     = output.values.vault.recovery_days >= 7
    error_message = "vault in dev must keep recovery_days >= 7."
  }
}

run "staging_settings" {
  command = plan

  module {
    source = "./tests/settings"
  }

  variables {
    file = "environments/staging.tfvars"
  }

  assert {
    condition     = output.values.logs.retention_days >= 30
    error_message = "logs in staging must keep retention_days >= 30."
  }

  assert {
    condition     = output.values.shield.mode == "Prevention"
    error_message = "shield in staging must keep mode == \"Prevention\"."
  }

  assert {
    condition     = output.values.assets.noncurrent_days >= 7
    error_message = "assets in staging must keep noncurrent_days >= 7."
  }

  assert {
    condition = alltrue([
      output.values.uploads.noncurrent_days >= 7,
      output.values.uploads.public == false,
    ])
    error_message = "uploads in staging must keep noncurrent_days >= 7, public == false."
  }

  assert {
    condition     = output.values.web.min_replicas >= 1
    error_message = "web in staging must keep min_replicas >= 1."
  }

  assert {
    condition     = output.values.app_db.backup_days >= 7
    error_message = "app-db in staging must keep backup_days >= 7."
  }

  assert {
    condition     = output.values.vault.recovery_days >= 7
    error_message = "vault in staging must keep recovery_days >= 7."
  }
}

run "prod_settings" {
  command = plan

  module {
    source = "./tests/settings"
  }

  variables {
    file = "environments/prod.tfvars"
  }

  assert {
    condition     = output.values.logs.retention_days >= 365
    error_message = "logs in prod must keep retention_days >= 365."
  }

  assert {
    condition     = output.values.registry.sku == "Premium"
    error_message = "registry in prod must keep sku == \"Premium\"."
  }

  assert {
    condition = alltrue([
      output.values.cluster.internal == true,
      output.values.cluster.zone_redundant == true,
    ])
    error_message = "cluster in prod must keep internal == true, zone_redundant == true."
  }

  assert {
    condition = alltrue([
      output.values.shield.sku_name == "Premium_AzureFrontDoor",
      output.values.shield.mode == "Prevention",
    ])
    error_message = "shield in prod must keep sku_name == \"Premium_AzureFrontDoor\", mode == \"Prevention\"."
  }

  assert {
    condition     = output.values.edge.sku_name == "Premium_AzureFrontDoor"
    error_message = "edge in prod must keep sku_name == \"Premium_AzureFrontDoor\"."
  }

  assert {
    condition = alltrue([
      output.values.assets.replication_type == "ZRS",
      output.values.assets.noncurrent_days >= 30,
      output.values.assets.deletion_protection == true,
    ])
    error_message = "assets in prod must keep replication_type == \"ZRS\", noncurrent_days >= 30, deletion_protection == true."
  }

  assert {
    condition = alltrue([
      output.values.uploads.replication_type == "ZRS",
      output.values.uploads.noncurrent_days >= 30,
      output.values.uploads.deletion_protection == true,
      output.values.uploads.public == false,
    ])
    error_message = "uploads in prod must keep replication_type == \"ZRS\", noncurrent_days >= 30, deletion_protection == true, public == false."
  }

  assert {
    condition     = output.values.web.min_replicas >= 2
    error_message = "web in prod must keep min_replicas >= 2."
  }

  assert {
    condition = alltrue([
      output.values.app_db.high_availability == true,
      output.values.app_db.backup_days >= 30,
      output.values.app_db.geo_redundant_backup == true,
      output.values.app_db.deletion_protection == true,
    ])
    error_message = "app-db in prod must keep high_availability == true, backup_days >= 30, geo_redundant_backup == true, deletion_protection == true."
  }

  assert {
    condition     = output.values.app_cache.high_availability == true
    error_message = "app-cache in prod must keep high_availability == true."
  }

  assert {
    condition = alltrue([
      output.values.vault.recovery_days >= 30,
      output.values.vault.purge_protection == true,
    ])
    error_message = "vault in prod must keep recovery_days >= 30, purge_protection == true."
  }
}
