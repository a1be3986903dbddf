# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider gcp` writes it again and keeps edits.

environment = "dev"
region      = "us-central1"
project     = "feeds"
project_id  = null
prefix      = "feeds-dev"
labels      = {}

network = {
  cidr              = "10.10.0.0/16"
  nat               = false
  flow_log_sampling = 0.1
}

logs = {
  name           = "feeds-dev-logs"
  retention_days = 30
}

registry = {
  name          = "feeds-dev-registry"
  keep_images   = 200
  scan          = false
  force_destroy = true
}

identity = {
  names = {
    fetch           = "feeds-dev-fetch"
    fetch-scheduler = "feeds-dev-fetch-scheduler"
    importer        = "feeds-dev-importer"
    importer-push   = "feeds-dev-importer-push"
    records-setup   = "feeds-dev-records-setup"
  }
}

budget = {
  name              = "feeds-dev-budget"
  amount            = 600
  currency          = "USD"
  actual_percents   = [80, 100]
  forecast_percents = [100]
  emails            = []
  billing_account   = null
  whole_project     = false
}

fetch = {
  name                = "feeds-dev-fetch"
  cpu                 = 1
  command             = []
  memory_mb           = 1024
  timeout_seconds     = 1200
  deletion_protection = false
  schedule            = "15 * * * *"
  max_retries         = 2
}

inbox = {
  name            = "feeds-dev-inbox"
  noncurrent_days = 7
  cool_after_days = 30
  force_destroy   = true
}

arrivals = {
  name                 = "feeds-dev-arrivals"
  retention_seconds    = 345600
  max_receives         = 5
  ack_deadline_seconds = 120
}

failed_arrivals = {
  name              = "feeds-dev-failed-arrivals"
  retention_seconds = 1209600
}

importer = {
  name                = "feeds-dev-importer"
  cpu                 = 1
  command             = []
  memory_mb           = 2048
  timeout_seconds     = 120
  deletion_protection = false
  min_replicas        = 0
  max_replicas        = 2
  concurrency         = 5
}

records = {
  name                = "feeds-dev-records"
  tier                = "db-custom-1-3840"
  flags               = {}
  final_backup_days   = 0
  engine_version      = "17"
  database            = "records"
  storage_gb          = 32
  high_availability   = false
  backup_days         = 7
  deletion_protection = false
}

vault = {
  name                = "feeds-dev-vault"
  secrets             = ["source-api-key"]
  recovery_days       = 7
  deletion_protection = false
}

watch = {
  name              = "feeds-dev-watch"
  emails            = ["data-team@example.com"]
  channels          = []
  error_share       = 0.05
  latency_ms        = 1000
  saturation_share  = 0.8
  queue_age_seconds = 1800
}
