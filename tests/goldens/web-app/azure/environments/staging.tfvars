# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider azure` writes it again and keeps edits.

environment     = "staging"
location        = "eastus2"
project         = "gallery"
prefix          = "gallery-staging"
domain          = null
domain_aliases  = []
domain_ready    = false
dns_zone        = null
subscription_id = null
tags            = {}

network = {
  address_space = "10.20.0.0/16"
  private_dns_zones = [
    "privatelink.blob.core.windows.net",
    "privatelink.postgres.database.azure.com",
    "privatelink.redis.azure.net",
    "privatelink.vaultcore.azure.net",
  ]
  subnets = ["apps"]
}

logs = {
  retention_days      = 30
  daily_quota_gb      = 5
  sampling_percentage = 100
}

registry = {
  name = "gallerystagingregistry"
  sku  = "Standard"
}

identity = {
  names = {
    web          = "gallery-staging-web"
    migrate      = "gallery-staging-migrate"
    app-db-setup = "gallery-staging-app-db-setup"
  }
}

cluster = {
  name           = "gallery-staging-cluster"
  internal       = false
  zone_redundant = false
}

budget = {
  name              = "gallery-staging-budget"
  amount            = 600
  actual_percents   = [80, 100]
  forecast_percents = [100]
  emails            = []
}

shield = {
  name                = "gallerystagingshield"
  sku_name            = "Standard_AzureFrontDoor"
  mode                = "Prevention"
  requests_per_minute = 600
  blocked_ranges      = []
}

edge = {
  name              = "gallery-staging-edge"
  sku_name          = "Standard_AzureFrontDoor"
  cache_ttl_seconds = 3600
}

assets = {
  name                = "gallerystaginf387f"
  replication_type    = "LRS"
  noncurrent_days     = 7
  cool_after_days     = null
  deletion_protection = false
  public              = true
}

uploads = {
  name                = "gallerystaginc991d"
  replication_type    = "LRS"
  noncurrent_days     = 7
  cool_after_days     = 60
  deletion_protection = false
  public              = false
}

web = {
  name                 = "gallery-staging-web"
  cpu                  = 0.5
  memory               = "1Gi"
  command              = []
  port                 = 8080
  health_path          = "/healthz"
  min_replicas         = 1
  max_replicas         = 4
  concurrency          = 80
  scale_at_cpu_percent = 60
  shutdown_seconds     = 30
  timeout_seconds      = 30
}

migrate = {
  name            = "gallery-staging-migrate"
  cpu             = 0.5
  memory          = "1Gi"
  command         = []
  schedule        = null
  timeout_seconds = 1800
  max_retries     = 2
}

app_db = {
  name                 = "gallery-staging-app-db"
  sku_name             = "B_Standard_B1ms"
  engine_version       = "17"
  database             = "gallery"
  storage_gb           = 32
  high_availability    = false
  backup_days          = 7
  geo_redundant_backup = false
  deletion_protection  = false
}

app_cache = {
  name              = "gallery-staging-app-cache"
  sku_name          = "Balanced_B1"
  high_availability = false
}

vault = {
  name             = "gallery-sta-f15f5"
  secret_names     = ["session-key", "mail-token"]
  recovery_days    = 7
  purge_protection = false
}

watch = {
  name               = "gallery-staging-watch"
  emails             = ["oncall@example.com"]
  error_percent      = 5
  latency_ms         = 1000
  saturation_percent = 80
  queue_age_seconds  = 900
}
