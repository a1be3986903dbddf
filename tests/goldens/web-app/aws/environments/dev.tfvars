# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider aws` writes it again and keeps edits.

environment    = "dev"
region         = "us-east-1"
project        = "gallery"
prefix         = "gallery-dev"
domain         = null
domain_aliases = []
domain_ready   = false
dns_zone       = null
account_id     = null
tags           = {}

network = {
  cidr_block         = "10.10.0.0/16"
  availability_zones = 2
  nat_gateways       = 1
}

logs = {
  retention_days = 30
}

registry = {
  keep_images   = 200
  force_destroy = true
}

identity = {
  names = {
    network-flow-logs = "gallery-dev-network-flow-logs"
    web               = "gallery-dev-web"
    web-execution     = "gallery-dev-web-execution"
    migrate           = "gallery-dev-migrate"
    migrate-execution = "gallery-dev-migrate-execution"
    migrate-runner    = "gallery-dev-migrate-runner"
    migrate-scheduler = "gallery-dev-migrate-scheduler"
    app-db-setup      = "gallery-dev-app-db-setup"
  }
}

cluster = {
  name = "gallery-dev-cluster"
}

budget = {
  name              = "gallery-dev-budget"
  amount            = 400
  actual_percents   = [80, 100]
  forecast_percents = [100]
  emails            = []
}

shield = {
  name                = "gallery-dev-shield"
  requests_per_minute = 600
  block               = false
  blocked_ranges      = []
}

edge = {
  name              = "gallery-dev-edge"
  cache_ttl_seconds = 300
  price_class       = "PriceClass_100"
}

assets = {
  name            = "gallery-dev-assets"
  noncurrent_days = 7
  cool_after_days = 90
  force_destroy   = true
}

uploads = {
  name            = "gallery-dev-uploads"
  noncurrent_days = 7
  cool_after_days = 60
  force_destroy   = true
}

web = {
  name                   = "gallery-dev-web"
  cpu_units              = 512
  memory_mb              = 1024
  command                = []
  read_only_root         = true
  tmp_mb                 = 256
  port                   = 8080
  health_path            = "/healthz"
  min_replicas           = 1
  max_replicas           = 2
  scale_at_cpu_percent   = 60
  timeout_seconds        = 30
  shutdown_seconds       = 30
  spot                   = true
  enable_execute_command = false
  deletion_protection    = false
}

migrate = {
  name            = "gallery-dev-migrate"
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
  name                = "gallery-dev-app-db"
  engine_version      = "17"
  database            = "gallery"
  min_capacity        = 0
  max_capacity        = 1
  instances           = 1
  backup_days         = 7
  deletion_protection = false
  final_snapshot      = false
  apply_immediately   = true
}

app_cache = {
  name              = "gallery-dev-app-cache"
  node_type         = "cache.t4g.small"
  nodes             = 1
  engine_version    = "8.0"
  snapshot_days     = 0
  apply_immediately = true
}

vault = {
  name          = "gallery-dev-vault"
  secrets       = ["session-key", "mail-token"]
  recovery_days = 7
  force_destroy = true
}

watch = {
  name               = "gallery-dev-watch"
  emails             = ["oncall@example.com"]
  error_percent      = 5
  latency_seconds    = 1
  saturation_percent = 80
}
