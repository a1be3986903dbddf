# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider aws` writes it again and keeps edits.

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
    condition = alltrue([
      output.values.network.availability_zones >= 2,
      output.values.network.nat_gateways >= 1,
    ])
    error_message = "network in dev must keep availability_zones >= 2, nat_gateways >= 1."
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
    condition = alltrue([
      output.values.app_db.instances >= 1,
      output.values.app_db.backup_days >= 7,
    ])
    error_message = "app-db in dev must keep instances >= 1, backup_days >= 7."
  }

  assert {
    condition     = output.values.app_cache.nodes >= 1
    error_message = "app-cache in dev must keep nodes >= 1."
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
    condition = alltrue([
      output.values.network.availability_zones >= 2,
      output.values.network.nat_gateways >= 1,
    ])
    error_message = "network in staging must keep availability_zones >= 2, nat_gateways >= 1."
  }

  assert {
    condition     = output.values.logs.retention_days >= 30
    error_message = "logs in staging must keep retention_days >= 30."
  }

  assert {
    condition     = output.values.registry.force_destroy == false
    error_message = "registry in staging must keep force_destroy == false."
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
    condition = alltrue([
      output.values.web.min_replicas >= 1,
      output.values.web.spot == false,
    ])
    error_message = "web in staging must keep min_replicas >= 1, spot == false."
  }

  assert {
    condition = alltrue([
      output.values.app_db.instances >= 1,
      output.values.app_db.backup_days >= 7,
      output.values.app_db.final_snapshot == true,
    ])
    error_message = "app-db in staging must keep instances >= 1, backup_days >= 7, final_snapshot == true."
  }

  assert {
    condition     = output.values.app_cache.nodes >= 1
    error_message = "app-cache in staging must keep nodes >= 1."
  }

  assert {
    condition = alltrue([
      output.values.vault.recovery_days >= 7,
      output.values.vault.force_destroy == false,
    ])
    error_message = "vault in staging must keep recovery_days >= 7, force_destroy == false."
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
    condition = alltrue([
      output.values.network.availability_zones >= 3,
      output.values.network.nat_gateways >= 3,
    ])
    error_message = "network in prod must keep availability_zones >= 3, nat_gateways >= 3."
  }

  assert {
    condition     = output.values.logs.retention_days >= 365
    error_message = "logs in prod must keep retention_days >= 365."
  }

  assert {
    condition     = output.values.registry.force_destroy == false
    error_message = "registry in prod must keep force_destroy == false."
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
      output.values.web.min_replicas >= 2,
      output.values.web.spot == false,
      output.values.web.deletion_protection == true,
    ])
    error_message = "web in prod must keep min_replicas >= 2, spot == false, deletion_protection == true."
  }

  assert {
    condition = alltrue([
      output.values.app_db.instances >= 2,
      output.values.app_db.backup_days >= 30,
      output.values.app_db.deletion_protection == true,
      output.values.app_db.final_snapshot == true,
    ])
    error_message = "app-db in prod must keep instances >= 2, backup_days >= 30, deletion_protection == true, final_snapshot == true."
  }

  assert {
    condition = alltrue([
      output.values.app_cache.nodes >= 2,
      output.values.app_cache.snapshot_days >= 7,
    ])
    error_message = "app-cache in prod must keep nodes >= 2, snapshot_days >= 7."
  }

  assert {
    condition = alltrue([
      output.values.vault.recovery_days >= 30,
      output.values.vault.force_destroy == false,
    ])
    error_message = "vault in prod must keep recovery_days >= 30, force_destroy == false."
  }
}
