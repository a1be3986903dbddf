# The whole stack with a mocked provider: no account, no network.
# Mocked ids have the real shape, because the provider checks what other resources refer to.

mock_provider "google" {
  mock_data "google_project" {
    defaults = { billing_account = "012345-6789AB-CDEF01", id = "projects/example-project", number = "123456789012" }
  }

  mock_data "google_storage_project_service_account" {
    defaults = {
      email_address = "service-123456789012@gs-project-accounts.iam.gserviceaccount.com"
      member        = "serviceAccount:service-123456789012@gs-project-accounts.iam.gserviceaccount.com"
    }
  }

  mock_resource "google_artifact_registry_repository" {
    defaults = { registry_uri = "us-central1-docker.pkg.dev/example-project/mock" }
  }

  mock_resource "google_cloud_run_v2_job" {
    defaults = { id = "projects/example-project/locations/us-central1/jobs/mock" }
  }

  mock_resource "google_cloud_run_v2_service" {
    defaults = {
      id  = "projects/example-project/locations/us-central1/services/mock"
      uri = "https://mock-abcdefghij-uc.a.run.app"
    }
  }

  mock_resource "google_compute_backend_bucket" {
    defaults = { id = "projects/example-project/global/backendBuckets/mock" }
  }

  mock_resource "google_compute_backend_service" {
    defaults = { id = "projects/example-project/global/backendServices/mock" }
  }

  mock_resource "google_compute_global_address" {
    defaults = { address = "203.0.113.10", id = "projects/example-project/global/addresses/mock" }
  }

  mock_resource "google_compute_managed_ssl_certificate" {
    defaults = { id = "projects/example-project/global/sslCertificates/mock" }
  }

  mock_resource "google_compute_network" {
    defaults = { id = "projects/example-project/global/networks/mock" }
  }

  mock_resource "google_compute_region_network_endpoint_group" {
    defaults = { id = "projects/example-project/regions/us-central1/networkEndpointGroups/mock" }
  }

  mock_resource "google_compute_security_policy" {
    defaults = { id = "projects/example-project/global/securityPolicies/mock" }
  }

  mock_resource "google_compute_ssl_policy" {
    defaults = { id = "projects/example-project/global/sslPolicies/mock" }
  }

  mock_resource "google_compute_subnetwork" {
    defaults = { id = "projects/example-project/regions/us-central1/subnetworks/mock" }
  }

  mock_resource "google_compute_url_map" {
    defaults = { id = "projects/example-project/global/urlMaps/mock" }
  }

  mock_resource "google_memorystore_instance" {
    defaults = {
      id = "projects/example-project/locations/us-central1/instances/mock"
      endpoints = [{
        connections = [
          { psc_auto_connection = [{ ip_address = "10.20.1.2", port = 6379, connection_type = "CONNECTION_TYPE_PRIMARY" }] },
          { psc_auto_connection = [{ ip_address = "10.20.1.3", port = 6379, connection_type = "CONNECTION_TYPE_READER" }] },
        ]
      }]
      managed_server_ca = [{ ca_certs = [{ certificates = ["-----BEGIN CERTIFICATE-----"] }] }]
    }
  }

  mock_resource "google_monitoring_notification_channel" {
    defaults = { name = "projects/example-project/notificationChannels/1234567890" }
  }

  mock_resource "google_monitoring_uptime_check_config" {
    defaults = { uptime_check_id = "mock-abcdefghijk" }
  }

  mock_resource "google_pubsub_topic" {
    defaults = { id = "projects/example-project/topics/mock" }
  }

  mock_resource "google_secret_manager_secret" {
    defaults = { id = "projects/example-project/secrets/mock" }
  }

  mock_resource "google_service_account" {
    defaults = {
      email  = "mock@example-project.iam.gserviceaccount.com"
      member = "serviceAccount:mock@example-project.iam.gserviceaccount.com"
      name   = "projects/example-project/serviceAccounts/mock@example-project.iam.gserviceaccount.com"
    }
  }

  mock_resource "google_sql_database_instance" {
    defaults = {
      connection_name    = "example-project:us-central1:mock"
      private_ip_address = "10.20.16.3"
      server_ca_cert     = [{ cert = "-----BEGIN CERTIFICATE-----" }]
    }
  }
}

mock_provider "google" {
  alias = "billing"

  mock_resource "google_monitoring_notification_channel" {
    defaults = { name = "projects/example-project/notificationChannels/1234567890" }
  }
}
