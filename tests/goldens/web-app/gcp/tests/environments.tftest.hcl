# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider gcp` writes it again and keeps edits.

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
    condition     = output.values.uploads.noncurrent_days >= 7
    error_message = "uploads in dev must keep noncurrent_days >= 7."
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
    condition     = output.values.network.nat == true
    error_message = "network in staging must keep nat == true."
  }

  assert {
    condition     = output.values.logs.retention_days >= 30
    error_message = "logs in staging must keep retention_days >= 30."
  }

  assert {
    condition = alltrue([
      output.values.registry.scan == true,
      output.values.registry.force_destroy == false,
    ])
    error_message = "registry in staging must keep scan == true, force_destroy == false."
  }

  assert {
    condition     = output.values.shield.block == true
    error_message = "shield in staging must keep block == true."
  }

  assert {
    condition = alltrue([
      output.values.assets.noncurrent_days >= 7,
      output.values.assets.force_destroy == false,
    ])
    error_message = "assets in staging must keep noncurrent_days >= 7, force_destroy == false."
  }

  assert {
    condition = alltrue([
      output.values.uploads.noncurrent_days >= 7,
      output.values.uploads.force_destroy == false,
    ])
    error_message = "uploads in staging must keep noncurrent_days >= 7, force_destroy == false."
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
    condition     = output.values.network.nat == true
    error_message = "network in prod must keep nat == true."
  }

  assert {
    condition     = output.values.logs.retention_days >= 365
    error_message = "logs in prod must keep retention_days >= 365."
  }

  assert {
    condition = alltrue([
      output.values.registry.scan == true,
      output.values.registry.force_destroy == false,
    ])
    error_message = "registry in prod must keep scan == true, force_destroy == false."
  }

  assert {
    condition     = output.values.shield.block == true
    error_message = "shield in prod must keep block == true."
  }

  assert {
    condition = alltrue([
      output.values.assets.noncurrent_days >= 30,
      output.values.assets.force_destroy == false,
    ])
    error_message = "assets in prod must keep noncurrent_days >= 30, force_destroy == false."
  }

  assert {
    condition = alltrue([
      output.values.uploads.noncurrent_days >= 30,
      output.values.uploads.force_destroy == false,
    ])
    error_message = "uploads in prod must keep noncurrent_days >= 30, force_destroy == false."
  }

  assert {
    condition = alltrue([
      output.values.web.deletion_protection == true,
      output.values.web.min_replicas >= 2,
    ])
    error_message = "web in prod must keep deletion_protection == true, min_replicas >= 2."
  }

  assert {
    condition     = output.values.migrate.deletion_protection == true
    error_message = "migrate in prod must keep deletion_protection == true."
  }

  assert {
    condition = alltrue([
      output.values.app_db.high_availability == true,
      output.values.app_db.backup_days >= 30,
      output.values.app_db.deletion_protection == true,
    ])
    error_message = "app-db in prod must keep high_availability == true, backup_days >= 30, deletion_protection == true."
  }

  assert {
    condition = alltrue([
      output.values.app_cache.replicas >= 1,
      output.values.app_cache.deletion_protection == true,
    ])
    error_message = "app-cache in prod must keep replicas >= 1, deletion_protection == true."
  }

  assert {
    condition = alltrue([
      output.values.vault.recovery_days >= 30,
      output.values.vault.deletion_protection == true,
    ])
    error_message = "vault in prod must keep recovery_days >= 30, deletion_protection == true."
  }
}
