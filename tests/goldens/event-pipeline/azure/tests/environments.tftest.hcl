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
    condition = alltrue([
      output.values.inbox.noncurrent_days >= 7,
      output.values.inbox.public == false,
    ])
    error_message = "inbox in dev must keep noncurrent_days >= 7, public == false."
  }

  assert {
    condition     = output.values.arrivals.retention_days >= 4
    error_message = "arrivals in dev must keep retention_days >= 4."
  }

  assert {
    condition     = output.values.records.backup_days >= 7
    error_message = "records in dev must keep backup_days >= 7."
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
    condition = alltrue([
      output.values.inbox.noncurrent_days >= 7,
      output.values.inbox.public == false,
    ])
    error_message = "inbox in staging must keep noncurrent_days >= 7, public == false."
  }

  assert {
    condition     = output.values.arrivals.retention_days >= 4
    error_message = "arrivals in staging must keep retention_days >= 4."
  }

  assert {
    condition     = output.values.records.backup_days >= 7
    error_message = "records in staging must keep backup_days >= 7."
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
      output.values.namespace.sku == "Premium",
      output.values.namespace.private == true,
    ])
    error_message = "namespace in prod must keep sku == \"Premium\", private == true."
  }

  assert {
    condition = alltrue([
      output.values.inbox.replication_type == "ZRS",
      output.values.inbox.noncurrent_days >= 7,
      output.values.inbox.deletion_protection == true,
      output.values.inbox.public == false,
    ])
    error_message = "inbox in prod must keep replication_type == \"ZRS\", noncurrent_days >= 7, deletion_protection == true, public == false."
  }

  assert {
    condition     = output.values.arrivals.retention_days >= 4
    error_message = "arrivals in prod must keep retention_days >= 4."
  }

  assert {
    condition = alltrue([
      output.values.records.high_availability == true,
      output.values.records.backup_days >= 14,
      output.values.records.geo_redundant_backup == true,
      output.values.records.deletion_protection == true,
    ])
    error_message = "records in prod must keep high_availability == true, backup_days >= 14, geo_redundant_backup == true, deletion_protection == true."
  }

  assert {
    condition = alltrue([
      output.values.vault.recovery_days >= 30,
      output.values.vault.purge_protection == true,
    ])
    error_message = "vault in prod must keep recovery_days >= 30, purge_protection == true."
  }
}
