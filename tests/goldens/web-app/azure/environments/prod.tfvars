# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider azure` writes it again and keeps edits.

environment     = "prod"
location        = "eastus2"
project         = "gallery"
prefix          = "gallery-prod"
domain          = "gallery.example.com"
domain_aliases  = []
domain_ready    = false
dns_zone        = null
subscription_id = null
tags            = {}

network = {
  address_space = "10.30.0.0/16"
  private_dns_zones = [
    "privatelink.blob.core.windows.net",
    "privatelink.postgres.database.azure.com",
    "privatelink.redis.azure.net",
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
  name = "galleryprodregistry"
  sku  = "Premium"
}

identity = {
  names = {
    web          = "gallery-prod-web"
    migrate      = "gallery-prod-migrate"
    app-db-setup = "gallery-prod-app-db-setup"
  }
}

cluster = {
  name           = "gallery-prod-cluster"
  internal       = true
  zone_redundant = true
}

budget = {
  name              = "gallery-prod-budget"
  amount            = 1500
  actual_percents   = [80, 100]
  forecast_percents = [100]
  emails            = []
}

shield = {
  name                = "galleryprodshield"
  sku_name            = "Premium_AzureFrontDoor"
  mode                = "Prevention"
  requests_per_minute = 600
  blocked_ranges      = []
}

edge = {
  name              = "gallery-prod-edge"
  sku_name          = "Premium_AzureFrontDoor"
  cache_ttl_seconds = 86400
}

assets = {
  name                = "galleryprodassets"
  replication_type    = "ZRS"
  noncurrent_days     = 30
  cool_after_days     = null
  deletion_protection = true
  public              = true
}

uploads = {
  name                = "galleryproduploads"
  replication_type    = "ZRS"
  noncurrent_days     = 30
  cool_after_days     = 60
  deletion_protection = true
  public              = false
}

web = {
  name                 = "gallery-prod-web"
  cpu                  = 1
  memory               = "2Gi"
  command              = []
  port                 = 8080
  health_path          = "/healthz"
  min_replicas         = 2
  max_replicas         = 12
  concurrency          = 80
  scale_at_cpu_percent = 60
  shutdown_seconds     = 30
  timeout_seconds      = 30
}

migrate = {
  name            = "gallery-prod-migrate"
  cpu             = 0.5
  memory          = "1Gi"
  command         = []
  schedule        = null
  timeout_seconds = 1800
  max_retries     = 2
}

app_db = {
  name                 = "gallery-prod-app-db"
  sku_name             = "GP_Standard_D2ds_v5"
  engine_version       = "17"
  database             = "gallery"
  storage_gb           = 128
  high_availability    = true
  backup_days          = 30
  geo_redundant_backup = true
  deletion_protection  = true
}

app_cache = {
  name              = "gallery-prod-app-cache"
  sku_name          = "Balanced_B3"
  high_availability = true
}

vault = {
  name             = "gallery-pro-9e83b"
  secret_names     = ["session-key", "mail-token"]
  recovery_days    = 30
  purge_protection = true
}

watch = {
  name               = "gallery-prod-watch"
  emails             = ["oncall@example.com"]
  error_percent      = 5
  latency_ms         = 1000
  saturation_percent = 80
  queue_age_seconds  = 900
}
