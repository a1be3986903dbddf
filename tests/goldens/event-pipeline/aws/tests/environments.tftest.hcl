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
    condition     = output.values.inbox.noncurrent_days >= 7
    error_message = "inbox in dev must keep noncurrent_days >= 7."
  }

  assert {
    condition     = output.values.arrivals.retention_seconds >= 345600
    error_message = "arrivals in dev must keep retention_seconds >= 345600."
  }

  assert {
    condition     = output.values.failed_arrivals.retention_seconds >= 1209600
    error_message = "failed-arrivals in dev must keep retention_seconds >= 1209600."
  }

  assert {
    condition = alltrue([
      output.values.records.instances >= 1,
      output.values.records.backup_days >= 7,
    ])
    error_message = "records in dev must keep instances >= 1, backup_days >= 7."
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
    condition = alltrue([
      output.values.inbox.noncurrent_days >= 7,
      output.values.inbox.force_destroy == false,
    ])
    error_message = "inbox in staging must keep noncurrent_days >= 7, force_destroy == false."
  }

  assert {
    condition     = output.values.arrivals.retention_seconds >= 345600
    error_message = "arrivals in staging must keep retention_seconds >= 345600."
  }

  assert {
    condition     = output.values.failed_arrivals.retention_seconds >= 1209600
    error_message = "failed-arrivals in staging must keep retention_seconds >= 1209600."
  }

  assert {
    condition = alltrue([
      output.values.records.instances >= 1,
      output.values.records.backup_days >= 7,
      output.values.records.final_snapshot == true,
    ])
    error_message = "records in staging must keep instances >= 1, backup_days >= 7, final_snapshot == true."
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
    condition = alltrue([
      output.values.inbox.noncurrent_days >= 7,
      output.values.inbox.force_destroy == false,
    ])
    error_message = "inbox in prod must keep noncurrent_days >= 7, force_destroy == false."
  }

  assert {
    condition     = output.values.arrivals.retention_seconds >= 345600
    error_message = "arrivals in prod must keep retention_seconds >= 345600."
  }

  assert {
    condition     = output.values.failed_arrivals.retention_seconds >= 1209600
    error_message = "failed-arrivals in prod must keep retention_seconds >= 1209600."
  }

  assert {
    condition = alltrue([
      output.values.records.instances >= 2,
      output.values.records.backup_days >= 14,
      output.values.records.deletion_protection == true,
      output.values.records.final_snapshot == true,
    ])
    error_message = "records in prod must keep instances >= 2, backup_days >= 14, deletion_protection == true, final_snapshot == true."
  }

  assert {
    condition = alltrue([
      output.values.vault.recovery_days >= 30,
      output.values.vault.force_destroy == false,
    ])
    error_message = "vault in prod must keep recovery_days >= 30, force_destroy == false."
  }
}
