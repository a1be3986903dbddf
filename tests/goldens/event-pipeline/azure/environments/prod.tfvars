# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider azure` writes it again and keeps edits.

environment     = "prod"
location        = "eastus2"
project         = "feeds"
prefix          = "feeds-prod"
subscription_id = null
tags            = {}

network = {
  address_space = "10.30.0.0/16"
  private_dns_zones = [
    "privatelink.blob.core.windows.net",
    "privatelink.postgres.database.azure.com",
    "privatelink.servicebus.windows.net",
    "privatelink.vaultcore.azure.net",
  ]
  subnets = ["apps"]
}

logs = {
  retention_days      = 365
  daily_quota_gb      = -1
  sampling_percentage = 25
}

registry = {
  name = "feedsprodregistry"
  sku  = "Premium"
}

identity = {
  names = {
    fetch           = "feeds-prod-fetch"
    importer        = "feeds-prod-importer"
    records-setup   = "feeds-prod-records-setup"
    importer-scaler = "feeds-prod-importer-scaler"
  }
}

cluster = {
  name           = "feeds-prod-cluster"
  internal       = true
  zone_redundant = true
}

namespace = {
  name            = "feeds-prod-namespace"
  sku             = "Premium"
  private         = true
  messaging_units = 1
}

budget = {
  name              = "feeds-prod-budget"
  amount            = 600
  actual_percents   = [80, 100]
  forecast_percents = [100]
  emails            = []
}

fetch = {
  name            = "feeds-prod-fetch"
  cpu             = 1
  memory          = "2Gi"
  command         = []
  schedule        = "15 * * * *"
  timeout_seconds = 1200
  max_retries     = 2
}

inbox = {
  name                = "feedsprodinbox"
  replication_type    = "ZRS"
  noncurrent_days     = 7
  cool_after_days     = 30
  deletion_protection = true
  public              = false
}

arrivals = {
  name           = "feeds-prod-arrivals"
  max_receives   = 5
  retention_days = 4
  lock_seconds   = 120
}

importer = {
  name            = "feeds-prod-importer"
  cpu             = 1
  memory          = "2Gi"
  command         = []
  timeout_seconds = 120
  concurrency     = 5
  min_replicas    = 0
  max_replicas    = 20
}

records = {
  name                 = "feeds-prod-records"
  sku_name             = "GP_Standard_D2ds_v5"
  engine_version       = "17"
  database             = "records"
  storage_gb           = 128
  high_availability    = true
  backup_days          = 14
  geo_redundant_backup = true
  deletion_protection  = true
}

vault = {
  name             = "feeds-prod-vault"
  secret_names     = ["source-api-key"]
  recovery_days    = 30
  purge_protection = true
}

watch = {
  name               = "feeds-prod-watch"
  emails             = ["data-team@example.com"]
  error_percent      = 5
  latency_ms         = 1000
  saturation_percent = 80
  queue_age_seconds  = 1800
}
