# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider azure` writes it again and keeps edits.

environment     = "dev"
location        = "eastus2"
project         = "feeds"
prefix          = "feeds-dev"
subscription_id = null
tags            = {}

network = {
  address_space = "10.10.0.0/16"
  private_dns_zones = [
    "privatelink.blob.core.windows.net",
    "privatelink.postgres.database.azure.com",
    "privatelink.servicebus.windows.net",
    "privatelink.vaultcore.azure.net",
  ]
  subnets = ["apps"]
}

logs = {
  retention_days      = 30
  daily_quota_gb      = 1
  sampling_percentage = 100
}

registry = {
  name = "feedsdevregistry"
  sku  = "Basic"
}

identity = {
  names = {
    fetch           = "feeds-dev-fetch"
    importer        = "feeds-dev-importer"
    records-setup   = "feeds-dev-records-setup"
    importer-scaler = "feeds-dev-importer-scaler"
  }
}

cluster = {
  name           = "feeds-dev-cluster"
  internal       = false
  zone_redundant = false
}

namespace = {
  name            = "feeds-dev-namespace"
  sku             = "Standard"
  private         = false
  messaging_units = 1
}

budget = {
  name              = "feeds-dev-budget"
  amount            = 600
  actual_percents   = [80, 100]
  forecast_percents = [100]
  emails            = []
}

fetch = {
  name            = "feeds-dev-fetch"
  cpu             = 0.5
  memory          = "1Gi"
  command         = []
  schedule        = "15 * * * *"
  timeout_seconds = 1200
  max_retries     = 2
}

inbox = {
  name                = "feedsdevinbox"
  replication_type    = "LRS"
  noncurrent_days     = 7
  cool_after_days     = 30
  deletion_protection = false
  public              = false
}

arrivals = {
  name           = "feeds-dev-arrivals"
  max_receives   = 5
  retention_days = 4
  lock_seconds   = 120
}

importer = {
  name            = "feeds-dev-importer"
  cpu             = 1
  memory          = "2Gi"
  command         = []
  timeout_seconds = 120
  concurrency     = 5
  min_replicas    = 0
  max_replicas    = 2
}

records = {
  name                 = "feeds-dev-records"
  sku_name             = "B_Standard_B1ms"
  engine_version       = "17"
  database             = "records"
  storage_gb           = 32
  high_availability    = false
  backup_days          = 7
  geo_redundant_backup = false
  deletion_protection  = false
}

vault = {
  name             = "feeds-dev-vault"
  secret_names     = ["source-api-key"]
  recovery_days    = 7
  purge_protection = false
}

watch = {
  name               = "feeds-dev-watch"
  emails             = ["data-team@example.com"]
  error_percent      = 5
  latency_ms         = 1000
  saturation_percent = 80
  queue_age_seconds  = 1800
}
