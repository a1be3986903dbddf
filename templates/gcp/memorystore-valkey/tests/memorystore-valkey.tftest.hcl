mock_provider "google" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  project_id          = "example-project"
  name                = "example-prod-cache"
  region              = "us-central1"
  network_id          = "projects/example-project/global/networks/example-prod"
  node_type           = "SHARED_CORE_NANO"
  replicas            = 1
  engine_version      = "VALKEY_8_0"
  deletion_protection = true
}

run "memorystore_valkey_prod" {
  command = plan

  module {
    source = "./modules/memorystore-valkey"
  }

  assert {
    condition     = google_memorystore_instance.this.authorization_mode == "IAM_AUTH"
    error_message = "Every login must be by IAM: there is no password."
  }

  assert {
    condition     = google_memorystore_instance.this.transit_encryption_mode == "SERVER_AUTHENTICATION"
    error_message = "Connections without TLS must be refused."
  }

  assert {
    condition     = one(google_memorystore_instance.this.desired_auto_created_endpoints[*].network) == var.network_id
    error_message = "The cache must have an address in the stack's network alone."
  }

  assert {
    condition     = google_memorystore_instance.this.replica_count == 1 && google_memorystore_instance.this.deletion_protection_enabled
    error_message = "A replica must be there to take over, and the cache must refuse to be destroyed."
  }
}
