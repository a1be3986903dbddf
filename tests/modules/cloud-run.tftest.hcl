# Who may reach a service, by who calls it.

mock_provider "google" {}

variables {
  concurrency           = 80
  cpu                   = 1
  deletion_protection   = false
  egress                = "PRIVATE_RANGES_ONLY"
  health_path           = "/healthz"
  image                 = null
  max_replicas          = 2
  memory_mb             = 512
  min_replicas          = 0
  name                  = "demo-web"
  port                  = 8080
  project_id            = "example-project"
  region                = "us-central1"
  service_account_email = "web@example-project.iam.gserviceaccount.com"
  subnetwork_id         = "projects/example-project/regions/us-central1/subnetworks/demo"
  timeout_seconds       = 30
}

run "a_slow_start" {
  assert {
    condition = alltrue([
      for probe in google_cloud_run_v2_service.this.template[0].containers[0].startup_probe :
      probe.period_seconds * probe.failure_threshold == 240 && probe.timeout_seconds <= probe.period_seconds
    ]) && length(google_cloud_run_v2_service.this.template[0].containers[0].startup_probe) == 1
    error_message = "An instance gets the 240 seconds that Cloud Run allows to reach the network."
  }
}

run "a_component" {
  variables {
    callers = { api = true }
  }

  assert {
    condition     = google_cloud_run_v2_service.this.ingress == "INGRESS_TRAFFIC_INTERNAL_ONLY" && !google_cloud_run_v2_service.this.invoker_iam_disabled
    error_message = "Components reach it from inside, each by its grant."
  }
}

run "a_load_balancer" {
  variables {
    load_balancers = { edge = true }
  }

  assert {
    condition     = google_cloud_run_v2_service.this.ingress == "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER" && google_cloud_run_v2_service.this.default_uri_disabled
    error_message = "The load balancer alone reaches it from outside."
  }
}

run "a_load_balancer_and_a_component" {
  variables {
    callers        = { api = true }
    load_balancers = { edge = true }
  }

  assert {
    condition     = google_cloud_run_v2_service.this.ingress == "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"
    error_message = "Its own address, which the component calls, is no way round the load balancer for anyone outside."
  }

  assert {
    condition     = google_cloud_run_v2_service.this.invoker_iam_disabled && !google_cloud_run_v2_service.this.default_uri_disabled
    error_message = "It checks nobody's permission, and answers the component at its own address."
  }
}

run "users" {
  variables {
    public = { users = true }
  }

  assert {
    condition     = google_cloud_run_v2_service.this.ingress == "INGRESS_TRAFFIC_ALL" && !google_cloud_run_v2_service.this.default_uri_disabled
    error_message = "Users reach it at its own address."
  }

  assert {
    condition     = !google_cloud_run_v2_service.this.invoker_iam_disabled
    error_message = "What lets them in is the grant of the flow, not a service without checks."
  }
}

run "users_and_a_load_balancer" {
  variables {
    load_balancers = { edge = true }
    public         = { users = true }
  }

  assert {
    condition     = google_cloud_run_v2_service.this.ingress == "INGRESS_TRAFFIC_ALL" && !google_cloud_run_v2_service.this.default_uri_disabled && !google_cloud_run_v2_service.this.invoker_iam_disabled
    error_message = "The grant to everybody holds for the load balancer too."
  }
}
