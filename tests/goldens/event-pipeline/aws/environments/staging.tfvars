# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider aws` writes it again and keeps edits.

environment = "staging"
region      = "us-east-1"
project     = "feeds"
prefix      = "feeds-staging"
account_id  = null
tags        = {}

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
    network-flow-logs = "feeds-staging-network-flow-logs"
    fetch             = "feeds-staging-fetch"
    fetch-execution   = "feeds-staging-fetch-execution"
    fetch-runner      = "feeds-staging-fetch-runner"
    fetch-scheduler   = "feeds-staging-fetch-scheduler"
    importer          = "feeds-staging-importer"
    records-setup     = "feeds-staging-records-setup"
  }
}

cluster = {
  name = "feeds-staging-cluster"
}

budget = {
  name              = "feeds-staging-budget"
  amount            = 600
  actual_percents   = [80, 100]
  forecast_percents = [100]
  emails            = []
}

fetch = {
  name            = "feeds-staging-fetch"
  cpu_units       = 512
  memory_mb       = 1024
  command         = []
  read_only_root  = true
  tmp_mb          = 256
  schedule        = "15 * * * *"
  timeout_seconds = 1200
  max_retries     = 2
}

inbox = {
  name            = "feeds-staging-inbox"
  noncurrent_days = 7
  cool_after_days = 30
  force_destroy   = false
}

arrivals = {
  name                       = "feeds-staging-arrivals"
  retention_seconds          = 345600
  max_receives               = 5
  visibility_timeout_seconds = 720
}

failed_arrivals = {
  name              = "feeds-staging-failed-arrivals"
  retention_seconds = 1209600
}

importer = {
  name            = "feeds-staging-importer"
  command         = []
  memory_mb       = 2048
  timeout_seconds = 120
  batch_size      = 10
  max_replicas    = 4
}

records = {
  name                = "feeds-staging-records"
  engine_version      = "17"
  database            = "records"
  min_capacity        = 0.5
  max_capacity        = 1
  instances           = 1
  backup_days         = 7
  deletion_protection = false
  final_snapshot      = true
  apply_immediately   = true
}

vault = {
  name          = "feeds-staging-vault"
  secrets       = ["source-api-key"]
  recovery_days = 7
  force_destroy = false
}

watch = {
  name               = "feeds-staging-watch"
  emails             = ["data-team@example.com"]
  error_percent      = 5
  saturation_percent = 80
  queue_age_seconds  = 1800
}
