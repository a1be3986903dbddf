# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider gcp` writes it again and keeps edits.

environment = "staging"
region      = "us-central1"
project     = "feeds"
project_id  = null
prefix      = "feeds-staging"
labels      = {}

network = {
  cidr              = "10.20.0.0/16"
  nat               = true
  flow_log_sampling = 0.5
}

logs = {
  name           = "feeds-staging-logs"
  retention_days = 30
}

registry = {
  name          = "feeds-staging-registry"
  keep_images   = 200
  scan          = true
  force_destroy = false
}

identity = {
  names = {
    fetch           = "feeds-staging-fetch"
    fetch-scheduler = "feeds-staging-fetch-scheduler"
    importer        = "feeds-staging-importer"
    importer-push   = "feeds-staging-importer-push"
    records-setup   = "feeds-staging-records-setup"
  }
}

budget = {
  name              = "feeds-staging-budget"
  amount            = 600
  currency          = "USD"
  actual_percents   = [80, 100]
  forecast_percents = [100]
  emails            = []
  billing_account   = null
  whole_project     = false
}

fetch = {
  name                = "feeds-staging-fetch"
  cpu                 = 1
  command             = []
  memory_mb           = 1024
  timeout_seconds     = 1200
  deletion_protection = false
  schedule            = "15 * * * *"
  max_retries         = 2
}

inbox = {
  name            = "feeds-staging-inbox"
  noncurrent_days = 7
  cool_after_days = 30
  force_destroy   = false
}

arrivals = {
  name                 = "feeds-staging-arrivals"
  retention_seconds    = 345600
  max_receives         = 5
  ack_deadline_seconds = 120
}

failed_arrivals = {
  name              = "feeds-staging-failed-arrivals"
  retention_seconds = 1209600
}

importer = {
  name                = "feeds-staging-importer"
  cpu                 = 1
  command             = []
  memory_mb           = 2048
  timeout_seconds     = 120
  deletion_protection = false
  min_replicas        = 0
  max_replicas        = 4
  concurrency         = 5
}

records = {
  name                = "feeds-staging-records"
  tier                = "db-custom-1-3840"
  flags               = {}
  final_backup_days   = 30
  engine_version      = "17"
  database            = "records"
  storage_gb          = 32
  high_availability   = false
  backup_days         = 7
  deletion_protection = false
}

vault = {
  name                = "feeds-staging-vault"
  secrets             = ["source-api-key"]
  recovery_days       = 7
  deletion_protection = false
}

watch = {
  name              = "feeds-staging-watch"
  emails            = ["data-team@example.com"]
  channels          = []
  error_share       = 0.05
  latency_ms        = 1000
  saturation_share  = 0.8
  queue_age_seconds = 1800
}
