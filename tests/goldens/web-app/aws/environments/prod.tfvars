# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider aws` writes it again and keeps edits.

environment    = "prod"
region         = "us-east-1"
project        = "gallery"
prefix         = "gallery-prod"
domain         = "gallery.example.com"
domain_aliases = []
domain_ready   = false
dns_zone       = null
account_id     = null
tags           = {}

network = {
  cidr_block         = "10.30.0.0/16"
  availability_zones = 3
  nat_gateways       = 3
}

logs = {
  retention_days = 365
}

registry = {
  keep_images   = 200
  force_destroy = false
}

identity = {
  names = {
    network-flow-logs = "gallery-prod-network-flow-logs"
    web               = "gallery-prod-web"
    web-execution     = "gallery-prod-web-execution"
    migrate           = "gallery-prod-migrate"
    migrate-execution = "gallery-prod-migrate-execution"
    migrate-runner    = "gallery-prod-migrate-runner"
    migrate-scheduler = "gallery-prod-migrate-scheduler"
    app-db-setup      = "gallery-prod-app-db-setup"
  }
}

cluster = {
  name = "gallery-prod-cluster"
}

budget = {
  name              = "gallery-prod-budget"
  amount            = 1500
  actual_percents   = [80, 100]
  forecast_percents = [100]
  emails            = []
}

shield = {
  name                = "gallery-prod-shield"
  requests_per_minute = 600
  block               = true
  blocked_ranges      = []
}

edge = {
  name              = "gallery-prod-edge"
  cache_ttl_seconds = 86400
  price_class       = "PriceClass_All"
}

assets = {
  name            = "gallery-prod-assets"
  noncurrent_days = 30
  cool_after_days = 90
  force_destroy   = false
}

uploads = {
  name            = "gallery-prod-uploads"
  noncurrent_days = 30
  cool_after_days = 60
  force_destroy   = false
}

web = {
  name                   = "gallery-prod-web"
  cpu_units              = 1024
  memory_mb              = 2048
  command                = []
  read_only_root         = true
  tmp_mb                 = 512
  port                   = 8080
  health_path            = "/healthz"
  min_replicas           = 2
  max_replicas           = 12
  scale_at_cpu_percent   = 60
  timeout_seconds        = 30
  shutdown_seconds       = 30
  spot                   = false
  enable_execute_command = false
  deletion_protection    = true
}

migrate = {
  name            = "gallery-prod-migrate"
  cpu_units       = 512
  memory_mb       = 1024
  command         = []
  read_only_root  = true
  tmp_mb          = 256
  schedule        = null
  timeout_seconds = 1800
  max_retries     = 2
}

app_db = {
  name                = "gallery-prod-app-db"
  engine_version      = "17"
  database            = "gallery"
  min_capacity        = 0.5
  max_capacity        = 4
  instances           = 2
  backup_days         = 30
  deletion_protection = true
  final_snapshot      = true
  apply_immediately   = false
}

app_cache = {
  name              = "gallery-prod-app-cache"
  node_type         = "cache.t4g.medium"
  nodes             = 2
  engine_version    = "8.0"
  snapshot_days     = 7
  apply_immediately = false
}

vault = {
  name          = "gallery-prod-vault"
  secrets       = ["session-key", "mail-token"]
  recovery_days = 30
  force_destroy = false
}

watch = {
  name               = "gallery-prod-watch"
  emails             = ["oncall@example.com"]
  error_percent      = 5
  latency_seconds    = 1
  saturation_percent = 80
}
