# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider aws` writes it again and keeps edits.

environment = "prod"
region      = "us-east-1"
project     = "feeds"
prefix      = "feeds-prod"
account_id  = null
tags        = {}

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
    network-flow-logs = "feeds-prod-network-flow-logs"
    fetch             = "feeds-prod-fetch"
    fetch-execution   = "feeds-prod-fetch-execution"
    fetch-runner      = "feeds-prod-fetch-runner"
    fetch-scheduler   = "feeds-prod-fetch-scheduler"
    importer          = "feeds-prod-importer"
    records-setup     = "feeds-prod-records-setup"
  }
}

cluster = {
  name = "feeds-prod-cluster"
}

budget = {
  name              = "feeds-prod-budget"
  amount            = 600
  actual_percents   = [80, 100]
  forecast_percents = [100]
  emails            = []
}

fetch = {
  name            = "feeds-prod-fetch"
  cpu_units       = 1024
  memory_mb       = 2048
  command         = []
  read_only_root  = true
  tmp_mb          = 512
  schedule        = "15 * * * *"
  timeout_seconds = 1200
  max_retries     = 2
}

inbox = {
  name            = "feeds-prod-inbox"
  noncurrent_days = 7
  cool_after_days = 30
  force_destroy   = false
}

arrivals = {
  name                       = "feeds-prod-arrivals"
  retention_seconds          = 345600
  max_receives               = 5
  visibility_timeout_seconds = 720
}

failed_arrivals = {
  name              = "feeds-prod-failed-arrivals"
  retention_seconds = 1209600
}

importer = {
  name            = "feeds-prod-importer"
  command         = []
  memory_mb       = 2048
  timeout_seconds = 120
  batch_size      = 10
  max_replicas    = 20
}

records = {
  name                = "feeds-prod-records"
  engine_version      = "17"
  database            = "records"
  min_capacity        = 0.5
  max_capacity        = 4
  instances           = 2
  backup_days         = 14
  deletion_protection = true
  final_snapshot      = true
  apply_immediately   = false
}

vault = {
  name          = "feeds-prod-vault"
  secrets       = ["source-api-key"]
  recovery_days = 30
  force_destroy = false
}

watch = {
  name               = "feeds-prod-watch"
  emails             = ["data-team@example.com"]
  error_percent      = 5
  saturation_percent = 80
  queue_age_seconds  = 1800
}
