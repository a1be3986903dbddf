# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider aws` writes it again and keeps edits.

environment    = "staging"
region         = "us-east-1"
project        = "gallery"
prefix         = "gallery-staging"
domain         = null
domain_aliases = []
domain_ready   = false
dns_zone       = null
account_id     = null
tags           = {}

network = {
  cidr_block         = "10.20.0.0/16"
  availability_zones = 2
  nat_gateways       = 1
}

logs = {
  retention_days = 30
}

registry = {
  keep_images   = 200
  force_destroy = false
}

identity = {
  names = {
    network-flow-logs = "gallery-staging-network-flow-logs"
    web               = "gallery-staging-web"
    web-execution     = "gallery-staging-web-execution"
    migrate           = "gallery-staging-migrate"
    migrate-execution = "gallery-staging-migrate-execution"
    migrate-runner    = "gallery-staging-migrate-runner"
    migrate-scheduler = "gallery-staging-migrate-scheduler"
    app-db-setup      = "gallery-staging-app-db-setup"
  }
}

cluster = {
  name = "gallery-staging-cluster"
}

budget = {
  name              = "gallery-staging-budget"
  amount            = 600
  actual_percents   = [80, 100]
  forecast_percents = [100]
  emails            = []
}

shield = {
  name                = "gallery-staging-shield"
  requests_per_minute = 600
  block               = true
  blocked_ranges      = []
}

edge = {
  name              = "gallery-staging-edge"
  cache_ttl_seconds = 3600
  price_class       = "PriceClass_100"
}

assets = {
  name            = "gallery-staging-assets"
  noncurrent_days = 7
  cool_after_days = 90
  force_destroy   = false
}

uploads = {
  name            = "gallery-staging-uploads"
  noncurrent_days = 7
  cool_after_days = 60
  force_destroy   = false
}

web = {
  name                   = "gallery-staging-web"
  cpu_units              = 512
  memory_mb              = 1024
  command                = []
  read_only_root         = true
  tmp_mb                 = 256
  port                   = 8080
  health_path            = "/healthz"
  min_replicas           = 1
  max_replicas           = 4
  scale_at_cpu_percent   = 60
  timeout_seconds        = 30
  shutdown_seconds       = 30
  spot                   = false
  enable_execute_command = false
  deletion_protection    = false
}

migrate = {
  name            = "gallery-staging-migrate"
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
  name                = "gallery-staging-app-db"
  engine_version      = "17"
  database            = "gallery"
  min_capacity        = 0.5
  max_capacity        = 1
  instances           = 1
  backup_days         = 7
  deletion_protection = false
  final_snapshot      = true
  apply_immediately   = true
}

app_cache = {
  name              = "gallery-staging-app-cache"
  node_type         = "cache.t4g.small"
  nodes             = 1
  engine_version    = "8.0"
  snapshot_days     = 0
  apply_immediately = true
}

vault = {
  name          = "gallery-staging-vault"
  secrets       = ["session-key", "mail-token"]
  recovery_days = 7
  force_destroy = false
}

watch = {
  name               = "gallery-staging-watch"
  emails             = ["oncall@example.com"]
  error_percent      = 5
  latency_seconds    = 1
  saturation_percent = 80
}
