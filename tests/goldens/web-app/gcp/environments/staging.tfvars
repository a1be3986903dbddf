# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider gcp` writes it again and keeps edits.

environment    = "staging"
region         = "us-central1"
project        = "gallery"
project_id     = null
prefix         = "gallery-staging"
domain         = null
domain_aliases = []
domain_ready   = false
dns_zone       = null
labels         = {}

network = {
  cidr              = "10.20.0.0/16"
  nat               = true
  flow_log_sampling = 0.5
}

logs = {
  name           = "gallery-staging-logs"
  retention_days = 30
}

registry = {
  name          = "gallery-staging-registry"
  keep_images   = 200
  scan          = true
  force_destroy = false
}

identity = {
  names = {
    web               = "gallery-staging-web"
    migrate           = "gallery-staging-migrate"
    migrate-scheduler = "gallery-staging-migrate-6a8cd"
    app-db-setup      = "gallery-staging-app-db-setup"
  }
}

load_balancer = {
  name            = "gallery-staging-load-balancer"
  log_sample_rate = 1
}

budget = {
  name              = "gallery-staging-budget"
  amount            = 600
  currency          = "USD"
  actual_percents   = [80, 100]
  forecast_percents = [100]
  emails            = []
  billing_account   = null
  whole_project     = false
}

shield = {
  name                = "gallery-staging-shield"
  requests_per_minute = 600
  block               = true
  blocked_ranges      = []
}

edge = {
  cache_ttl_seconds = 3600
}

assets = {
  name            = "gallery-staging-assets"
  noncurrent_days = 7
  cool_after_days = null
  force_destroy   = false
}

uploads = {
  name            = "gallery-staging-uploads"
  noncurrent_days = 7
  cool_after_days = 60
  force_destroy   = false
}

web = {
  name                = "gallery-staging-web"
  cpu                 = 1
  command             = []
  memory_mb           = 1024
  timeout_seconds     = 30
  deletion_protection = false
  port                = 8080
  health_path         = "/healthz"
  min_replicas        = 1
  max_replicas        = 4
  concurrency         = 80
}

migrate = {
  name                = "gallery-staging-migrate"
  cpu                 = 1
  command             = []
  memory_mb           = 1024
  timeout_seconds     = 1800
  deletion_protection = false
  schedule            = null
  max_retries         = 2
}

app_db = {
  name                = "gallery-staging-app-db"
  tier                = "db-custom-1-3840"
  flags               = {}
  final_backup_days   = 30
  engine_version      = "17"
  database            = "gallery"
  storage_gb          = 32
  high_availability   = false
  backup_days         = 7
  deletion_protection = false
}

app_cache = {
  name                = "gallery-staging-app-cache"
  node_type           = "SHARED_CORE_NANO"
  engine_version      = "VALKEY_8_0"
  replicas            = 0
  deletion_protection = false
}

vault = {
  name                = "gallery-staging-vault"
  secrets             = ["session-key", "mail-token"]
  recovery_days       = 7
  deletion_protection = false
}

watch = {
  name              = "gallery-staging-watch"
  emails            = ["oncall@example.com"]
  channels          = []
  error_share       = 0.05
  latency_ms        = 1000
  saturation_share  = 0.8
  queue_age_seconds = 900
}
