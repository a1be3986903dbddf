# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider azure` writes it again and keeps edits.

environment     = "dev"
location        = "eastus2"
project         = "gallery"
prefix          = "gallery-dev"
domain          = null
domain_aliases  = []
domain_ready    = false
dns_zone        = null
subscription_id = null
tags            = {}

network = {
  address_space = "10.10.0.0/16"
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
  daily_quota_gb      = 1
  sampling_percentage = 100
}

registry = {
  name = "gallerydevregistry"
  sku  = "Basic"
}

identity = {
  names = {
    web          = "gallery-dev-web"
    migrate      = "gallery-dev-migrate"
    app-db-setup = "gallery-dev-app-db-setup"
  }
}

cluster = {
  name           = "gallery-dev-cluster"
  internal       = false
  zone_redundant = false
}

budget = {
  name              = "gallery-dev-budget"
  amount            = 400
  actual_percents   = [80, 100]
  forecast_percents = [100]
  emails            = []
}

shield = {
  name                = "gallerydevshield"
  sku_name            = "Standard_AzureFrontDoor"
  mode                = "Detection"
  requests_per_minute = 600
  blocked_ranges      = []
}

edge = {
  name              = "gallery-dev-edge"
  sku_name          = "Standard_AzureFrontDoor"
  cache_ttl_seconds = 300
}

assets = {
  name                = "gallerydevassets"
  replication_type    = "LRS"
  noncurrent_days     = 7
  cool_after_days     = null
  deletion_protection = false
  public              = true
}

uploads = {
  name                = "gallerydevuploads"
  replication_type    = "LRS"
  noncurrent_days     = 7
  cool_after_days     = 60
  deletion_protection = false
  public              = false
}

web = {
  name                 = "gallery-dev-web"
  cpu                  = 0.5
  memory               = "1Gi"
  command              = []
  port                 = 8080
  health_path          = "/healthz"
  min_replicas         = 1
  max_replicas         = 2
  concurrency          = 80
  scale_at_cpu_percent = 60
  shutdown_seconds     = 30
  timeout_seconds      = 30
}

migrate = {
  name            = "gallery-dev-migrate"
  cpu             = 0.5
  memory          = "1Gi"
  command         = []
  schedule        = null
  timeout_seconds = 1800
  max_retries     = 2
}

app_db = {
  name                 = "gallery-dev-app-db"
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
  name              = "gallery-dev-app-cache"
  sku_name          = "Balanced_B1"
  high_availability = false
}

vault = {
  name             = "gallery-dev-vault"
  secret_names     = ["session-key", "mail-token"]
  recovery_days    = 7
  purge_protection = false
}

watch = {
  name               = "gallery-dev-watch"
  emails             = ["oncall@example.com"]
  error_percent      = 5
  latency_ms         = 1000
  saturation_percent = 80
  queue_age_seconds  = 900
}
