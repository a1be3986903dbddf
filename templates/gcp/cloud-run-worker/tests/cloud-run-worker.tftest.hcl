mock_provider "google" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  project_id            = "example-project"
  name                  = "example-prod-importer"
  region                = "us-central1"
  service_account_email = "importer@example-project.iam.gserviceaccount.com"
  subnetwork_id         = "projects/example-project/regions/us-central1/subnetworks/workloads"
  egress                = "ALL_TRAFFIC"
  image                 = "us-central1-docker.pkg.dev/example-project/example-prod/importer:1"
  cpu                   = 1
  memory_mb             = 1024
  timeout_seconds       = 30
  deletion_protection   = true
  min_replicas          = 0
  max_replicas          = 10
  concurrency           = 10
}

run "cloud_run_worker" {
  command = plan

  module {
    source = "./modules/cloud-run-worker"
  }

  assert {
    condition     = google_cloud_run_v2_service.this.ingress == "INGRESS_TRAFFIC_INTERNAL_ONLY" && google_cloud_run_v2_service.this.invoker_iam_disabled != true
    error_message = "A worker must answer inside the network alone, and ask who calls."
  }

  assert {
    condition     = one(google_cloud_run_v2_service.this.template[*].service_account) == var.service_account_email
    error_message = "The code must have its own identity."
  }

  assert {
    condition = alltrue([
      one(flatten(google_cloud_run_v2_service.this.template[*].vpc_access[*].egress)) == "ALL_TRAFFIC",
      one(flatten(google_cloud_run_v2_service.this.template[*].vpc_access[*].network_interfaces[*].subnetwork)) == var.subnetwork_id,
      flatten(google_cloud_run_v2_service.this.template[*].vpc_access[*].network_interfaces[*].tags) == [var.name],
    ])
    error_message = "What it sends must pass the network, where its tag decides how far it gets."
  }

  assert {
    condition     = google_cloud_run_v2_service.this.deletion_protection
    error_message = "With deletion_protection the worker must refuse to be destroyed."
  }
}
