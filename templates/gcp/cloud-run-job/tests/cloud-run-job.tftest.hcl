mock_provider "google" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  project_id            = "example-project"
  name                  = "example-prod-fetch"
  region                = "us-central1"
  service_account_email = "fetch@example-project.iam.gserviceaccount.com"
  subnetwork_id         = "projects/example-project/regions/us-central1/subnetworks/workloads"
  egress                = "ALL_TRAFFIC"
  image                 = "us-central1-docker.pkg.dev/example-project/example-prod/fetch:1"
  cpu                   = 1
  memory_mb             = 1024
  timeout_seconds       = 30
  deletion_protection   = true
  schedule              = "15 * * * *"
  scheduler_email       = "scheduler@example-project.iam.gserviceaccount.com"
  max_retries           = 2
}

run "cloud_run_job" {
  command = plan

  module {
    source = "./modules/cloud-run-job"
  }

  assert {
    condition     = one(flatten(google_cloud_run_v2_job.this.template[*].template[*].service_account)) == var.service_account_email
    error_message = "The code must have its own identity."
  }

  assert {
    condition     = one(flatten(google_cloud_scheduler_job.this[0].http_target[*].oauth_token[*].service_account_email)) == var.scheduler_email
    error_message = "The schedule must have its own identity, and not the code's."
  }

  assert {
    condition = alltrue([
      one(flatten(google_cloud_run_v2_job.this.template[*].template[*].vpc_access[*].egress)) == "ALL_TRAFFIC",
      one(flatten(google_cloud_run_v2_job.this.template[*].template[*].vpc_access[*].network_interfaces[*].subnetwork)) == var.subnetwork_id,
      flatten(google_cloud_run_v2_job.this.template[*].template[*].vpc_access[*].network_interfaces[*].tags) == [var.name],
    ])
    error_message = "What it sends must pass the network, where its tag decides how far it gets."
  }

  assert {
    condition     = google_cloud_run_v2_job.this.deletion_protection && one(flatten(google_cloud_run_v2_job.this.template[*].template[*].timeout)) == "30s"
    error_message = "A run must end after timeout_seconds, and the job refuse to be destroyed."
  }
}

run "cloud_run_job_hourly" {
  command = plan

  module {
    source = "./modules/cloud-run-job"
  }

  variables {
    schedule = "15 * * * *"
  }

  assert {
    condition     = output.silence_hours == 3
    error_message = "A job that runs every hour must ring after three without a run."
  }
}

run "cloud_run_job_daily" {
  command = plan

  module {
    source = "./modules/cloud-run-job"
  }

  variables {
    schedule = "15 3,15 * * *"
  }

  assert {
    condition     = output.silence_hours == 49
    error_message = "A job that runs every day must ring after two without a run."
  }
}

run "cloud_run_job_weekly" {
  command = plan

  module {
    source = "./modules/cloud-run-job"
  }

  variables {
    schedule = "15 3 * * 1"
  }

  assert {
    condition     = output.silence_hours == 192
    error_message = "A job that runs every week must ring after eight days without a run."
  }
}

run "cloud_run_job_monthly" {
  command = plan

  module {
    source = "./modules/cloud-run-job"
  }

  variables {
    schedule = "15 3 1 * *"
  }

  assert {
    condition     = output.silence_hours == null
    error_message = "A job that leaves weeks out must not ring between its runs."
  }
}

run "cloud_run_job_by_hand" {
  command = plan

  module {
    source = "./modules/cloud-run-job"
  }

  variables {
    schedule = null
  }

  assert {
    condition     = output.silence_hours == null
    error_message = "A job without a schedule must not ring."
  }
}
