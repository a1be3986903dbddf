# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider gcp` writes it again and keeps edits.

environment    = "prod"
region         = "us-central1"
project        = "gallery"
project_id     = null
prefix         = "gallery-prod"
domain         = "gallery.example.com"
domain_aliases = []
domain_ready   = false
dns_zone       = null
labels         = {}

network = {
  cidr              = "10.30.0.0/16"
  nat               = true
  flow_log_sampling = 0.5
}

logs = {
  name           = "gallery-prod-logs"
  retention_days = 365
}

registry = {
  name          = "gallery-prod-registry"
  keep_images   = 200
  scan          = true
  force_destroy = false
}

identity = {
  names = {
    web               = "gallery-prod-web"
    migrate           = "gallery-prod-migrate"
    migrate-scheduler = "gallery-prod-migrate-scheduler"
    app-db-setup      = "gallery-prod-app-db-setup"
  }
}

load_balancer = {
  name            = "gallery-prod-load-balancer"
  log_sample_rate = 0.1
}

budget = {
  name              = "gallery-prod-budget"
  amount            = 1500
  currency          = "USD"
  actual_percents   = [80, 100]
  forecast_percents = [100]
  emails            = []
  billing_account   = null
  whole_project     = false
}

shield = {
  name                = "gallery-prod-shield"
  requests_per_minute = 600
  block               = true
  blocked_ranges      = []
}

edge = {
  cache_ttl_seconds = 86400
}

assets = {
  name            = "gallery-prod-assets"
  noncurrent_days = 30
  cool_after_days = null
  force_destroy   = false
}

uploads = {
  name            = "gallery-prod-uploads"
  noncurrent_days = 30
  cool_after_days = 60
  force_destroy   = false
}

web = {
  name                = "gallery-prod-web"
  cpu                 = 1
  command             = []
  memory_mb           = 2048
  timeout_seconds     = 30
  deletion_protection = true
  port                = 8080
  health_path         = "/healthz"
  min_replicas        = 2
  max_replicas        = 12
  concurrency         = 80
}

migrate = {
  name                = "gallery-prod-migrate"
  cpu                 = 1
  command             = []
  memory_mb           = 1024
  timeout_seconds     = 1800
  deletion_protection = true
  schedule            = null
  max_retries         = 2
}

app_db = {
  name                = "gallery-prod-app-db"
  tier                = "db-custom-2-8192"
  flags               = {}
  final_backup_days   = 30
  engine_version      = "17"
  database            = "gallery"
  storage_gb          = 128
  high_availability   = true
  backup_days         = 30
  deletion_protection = true
}

app_cache = {
  name                = "gallery-prod-app-cache"
  node_type           = "STANDARD_SMALL"
  engine_version      = "VALKEY_8_0"
  replicas            = 1
  deletion_protection = true
}

vault = {
  name                = "gallery-prod-vault"
  secrets             = ["session-key", "mail-token"]
  recovery_days       = 30
  deletion_protection = true
}

watch = {
  name              = "gallery-prod-watch"
  emails            = ["oncall@example.com"]
  channels          = []
  error_share       = 0.05
  latency_ms        = 1000
  saturation_share  = 0.8
  queue_age_seconds = 900
}
