# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider aws` writes it again and keeps edits.

environment = "dev"
region      = "us-east-1"
project     = "feeds"
prefix      = "feeds-dev"
account_id  = null
tags        = {}

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
    network-flow-logs = "feeds-dev-network-flow-logs"
    fetch             = "feeds-dev-fetch"
    fetch-execution   = "feeds-dev-fetch-execution"
    fetch-runner      = "feeds-dev-fetch-runner"
    fetch-scheduler   = "feeds-dev-fetch-scheduler"
    importer          = "feeds-dev-importer"
    records-setup     = "feeds-dev-records-setup"
  }
}

cluster = {
  name = "feeds-dev-cluster"
}

budget = {
  name              = "feeds-dev-budget"
  amount            = 600
  actual_percents   = [80, 100]
  forecast_percents = [100]
  emails            = []
}

fetch = {
  name            = "feeds-dev-fetch"
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
  name            = "feeds-dev-inbox"
  noncurrent_days = 7
  cool_after_days = 30
  force_destroy   = true
}

arrivals = {
  name                       = "feeds-dev-arrivals"
  retention_seconds          = 345600
  max_receives               = 5
  visibility_timeout_seconds = 720
}

failed_arrivals = {
  name              = "feeds-dev-failed-arrivals"
  retention_seconds = 1209600
}

importer = {
  name            = "feeds-dev-importer"
  command         = []
  memory_mb       = 2048
  timeout_seconds = 120
  batch_size      = 10
  max_replicas    = 2
}

records = {
  name                = "feeds-dev-records"
  engine_version      = "17"
  database            = "records"
  min_capacity        = 0
  max_capacity        = 1
  instances           = 1
  backup_days         = 7
  deletion_protection = false
  final_snapshot      = false
  apply_immediately   = true
}

vault = {
  name          = "feeds-dev-vault"
  secrets       = ["source-api-key"]
  recovery_days = 7
  force_destroy = true
}

watch = {
  name               = "feeds-dev-watch"
  emails             = ["data-team@example.com"]
  error_percent      = 5
  saturation_percent = 80
  queue_age_seconds  = 1800
}
