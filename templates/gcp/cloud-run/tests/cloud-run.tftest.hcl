mock_provider "google" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  project_id            = "example-project"
  name                  = "example-prod-web"
  region                = "us-central1"
  service_account_email = "web@example-project.iam.gserviceaccount.com"
  subnetwork_id         = "projects/example-project/regions/us-central1/subnetworks/workloads"
  egress                = "ALL_TRAFFIC"
  image                 = "us-central1-docker.pkg.dev/example-project/example-prod/web:1"
  cpu                   = 1
  memory_mb             = 1024
  timeout_seconds       = 30
  deletion_protection   = true
  port                  = 8080
  health_path           = "/healthz"
  min_replicas          = 2
  max_replicas          = 12
  concurrency           = 40
}

run "cloud_run_behind_a_load_balancer" {
  command = plan

  module {
    source = "./modules/cloud-run"
  }

  variables {
    load_balancers = { edge = true }
  }

  assert {
    condition     = google_cloud_run_v2_service.this.ingress == "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER" && google_cloud_run_v2_service.this.default_uri_disabled
    error_message = "Behind a load balancer the service must answer it alone, and have no address beside it."
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
    condition     = google_cloud_run_v2_service.this.deletion_protection && one(flatten(google_cloud_run_v2_service.this.template[*].scaling[*].min_instance_count)) == 2
    error_message = "min_replicas must run at least, and the service refuse to be destroyed."
  }
}

run "cloud_run_for_callers" {
  command = plan

  module {
    source = "./modules/cloud-run"
  }

  variables {
    callers = { worker = true }
  }

  assert {
    condition     = google_cloud_run_v2_service.this.ingress == "INGRESS_TRAFFIC_INTERNAL_ONLY" && !google_cloud_run_v2_service.this.invoker_iam_disabled
    error_message = "A service that components call must answer inside the network alone, and ask who calls."
  }
}

run "cloud_run_for_users" {
  command = plan

  module {
    source = "./modules/cloud-run"
  }

  variables {
    public = { users = true }
  }

  assert {
    condition     = !google_cloud_run_v2_service.this.invoker_iam_disabled
    error_message = "That everybody may call must be a grant in flows.tf, and not a check that is off."
  }
}
