# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider gcp` writes it again and keeps edits.

environment = "prod"
region      = "us-central1"
project     = "feeds"
project_id  = null
prefix      = "feeds-prod"
labels      = {}

network = {
  cidr              = "10.30.0.0/16"
  nat               = true
  flow_log_sampling = 0.5
}

logs = {
  name           = "feeds-prod-logs"
  retention_days = 365
}

registry = {
  name          = "feeds-prod-registry"
  keep_images   = 200
  scan          = true
  force_destroy = false
}

identity = {
  names = {
    fetch           = "feeds-prod-fetch"
    fetch-scheduler = "feeds-prod-fetch-scheduler"
    importer        = "feeds-prod-importer"
    importer-push   = "feeds-prod-importer-push"
    records-setup   = "feeds-prod-records-setup"
  }
}

budget = {
  name              = "feeds-prod-budget"
  amount            = 600
  currency          = "USD"
  actual_percents   = [80, 100]
  forecast_percents = [100]
  emails            = []
  billing_account   = null
  whole_project     = false
}

fetch = {
  name                = "feeds-prod-fetch"
  cpu                 = 1
  command             = []
  memory_mb           = 2048
  timeout_seconds     = 1200
  deletion_protection = true
  schedule            = "15 * * * *"
  max_retries         = 2
}

inbox = {
  name            = "feeds-prod-inbox"
  noncurrent_days = 7
  cool_after_days = 30
  force_destroy   = false
}

arrivals = {
  name                 = "feeds-prod-arrivals"
  retention_seconds    = 345600
  max_receives         = 5
  ack_deadline_seconds = 120
}

failed_arrivals = {
  name              = "feeds-prod-failed-arrivals"
  retention_seconds = 1209600
}

importer = {
  name                = "feeds-prod-importer"
  cpu                 = 1
  command             = []
  memory_mb           = 2048
  timeout_seconds     = 120
  deletion_protection = true
  min_replicas        = 0
  max_replicas        = 20
  concurrency         = 5
}

records = {
  name                = "feeds-prod-records"
  tier                = "db-custom-2-8192"
  flags               = {}
  final_backup_days   = 30
  engine_version      = "17"
  database            = "records"
  storage_gb          = 128
  high_availability   = true
  backup_days         = 14
  deletion_protection = true
}

vault = {
  name                = "feeds-prod-vault"
  secrets             = ["source-api-key"]
  recovery_days       = 30
  deletion_protection = true
}

watch = {
  name              = "feeds-prod-watch"
  emails            = ["data-team@example.com"]
  channels          = []
  error_share       = 0.05
  latency_ms        = 1000
  saturation_share  = 0.8
  queue_age_seconds = 1800
}
