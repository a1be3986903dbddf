# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider gcp` writes it again and keeps edits.

environment    = "dev"
region         = "us-central1"
project        = "gallery"
project_id     = null
prefix         = "gallery-dev"
domain         = null
domain_aliases = []
domain_ready   = false
dns_zone       = null
labels         = {}

network = {
  cidr              = "10.10.0.0/16"
  nat               = false
  flow_log_sampling = 0.1
}

logs = {
  name           = "gallery-dev-logs"
  retention_days = 30
}

registry = {
  name          = "gallery-dev-registry"
  keep_images   = 200
  scan          = false
  force_destroy = true
}

identity = {
  names = {
    web               = "gallery-dev-web"
    migrate           = "gallery-dev-migrate"
    migrate-scheduler = "gallery-dev-migrate-scheduler"
    app-db-setup      = "gallery-dev-app-db-setup"
  }
}

load_balancer = {
  name            = "gallery-dev-load-balancer"
  log_sample_rate = 1
}

budget = {
  name              = "gallery-dev-budget"
  amount            = 400
  currency          = "USD"
  actual_percents   = [80, 100]
  forecast_percents = [100]
  emails            = []
  billing_account   = null
  whole_project     = false
}

shield = {
  name                = "gallery-dev-shield"
  requests_per_minute = 600
  block               = false
  blocked_ranges      = []
}

edge = {
  cache_ttl_seconds = 300
}

assets = {
  name            = "gallery-dev-assets"
  noncurrent_days = 7
  cool_after_days = null
  force_destroy   = true
}

uploads = {
  name            = "gallery-dev-uploads"
  noncurrent_days = 7
  cool_after_days = 60
  force_destroy   = true
}

web = {
  name                = "gallery-dev-web"
  cpu                 = 1
  command             = []
  memory_mb           = 1024
  timeout_seconds     = 30
  deletion_protection = false
  port                = 8080
  health_path         = "/healthz"
  min_replicas        = 1
  max_replicas        = 2
  concurrency         = 80
}

migrate = {
  name                = "gallery-dev-migrate"
  cpu                 = 1
  command             = []
  memory_mb           = 1024
  timeout_seconds     = 1800
  deletion_protection = false
  schedule            = null
  max_retries         = 2
}

app_db = {
  name                = "gallery-dev-app-db"
  tier                = "db-custom-1-3840"
  flags               = {}
  final_backup_days   = 0
  engine_version      = "17"
  database            = "gallery"
  storage_gb          = 32
  high_availability   = false
  backup_days         = 7
  deletion_protection = false
}

app_cache = {
  name                = "gallery-dev-app-cache"
  node_type           = "SHARED_CORE_NANO"
  engine_version      = "VALKEY_8_0"
  replicas            = 0
  deletion_protection = false
}

vault = {
  name                = "gallery-dev-vault"
  secrets             = ["session-key", "mail-token"]
  recovery_days       = 7
  deletion_protection = false
}

watch = {
  name              = "gallery-dev-watch"
  emails            = ["oncall@example.com"]
  channels          = []
  error_share       = 0.05
  latency_ms        = 1000
  saturation_share  = 0.8
  queue_age_seconds = 900
}
