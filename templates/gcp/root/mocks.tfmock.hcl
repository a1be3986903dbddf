# What the mocked provider gives: ids of the real shape, because the provider parses the ids that others refer to.

mock_data "google_compute_network" {
  defaults = { id = "projects/acme-network/global/networks/shared" }
}

mock_data "google_compute_subnetwork" {
  defaults = { id = "projects/acme-network/regions/us-central1/subnetworks/apps", private_ip_google_access = true }
}

mock_data "google_memorystore_instance" {
  defaults = {
    authorization_mode      = "IAM_AUTH"
    id                      = "projects/example-project/locations/us-central1/instances/mock"
    mode                    = "CLUSTER_DISABLED"
    transit_encryption_mode = "SERVER_AUTHENTICATION"
    endpoints = [{
      connections = [
        { psc_auto_connection = [{ ip_address = "10.20.1.2", port = 6379, connection_type = "CONNECTION_TYPE_PRIMARY" }] },
      ]
    }]
    managed_server_ca = [{ ca_certs = [{ certificates = ["-----BEGIN CERTIFICATE-----"] }] }]
  }
}

mock_data "google_project" {
  defaults = { billing_account = "012345-6789AB-CDEF01", id = "projects/example-project", number = "123456789012" }
}

mock_data "google_pubsub_subscription" {
  defaults = { topic = "projects/example-project/topics/mock" }
}

mock_data "google_pubsub_topic" {
  defaults = { id = "projects/example-project/topics/mock" }
}

mock_data "google_secret_manager_secret" {
  defaults = { id = "projects/acme-shared/secrets/mock" }
}

mock_data "google_sql_ca_certs" {
  defaults = { certs = [{ cert = "-----BEGIN CERTIFICATE-----" }] }
}

mock_data "google_storage_bucket" {
  defaults = { uniform_bucket_level_access = true }
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

mock_resource "google_certificate_manager_certificate" {
  defaults = { id = "projects/example-project/locations/global/certificates/mock" }
}

mock_resource "google_certificate_manager_certificate_map" {
  defaults = { id = "projects/example-project/locations/global/certificateMaps/mock" }
}

mock_resource "google_certificate_manager_dns_authorization" {
  defaults = {
    id = "projects/example-project/locations/global/dnsAuthorizations/mock"
    dns_resource_record = [{
      name = "_acme-challenge_abcdefghijklmnop.app.example.com."
      type = "CNAME"
      data = "01234567-89ab-cdef-0123-456789abcdef.1.authorize.certificatemanager.goog."
    }]
  }
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

mock_resource "google_cloud_run_v2_worker_pool" {
  defaults = { id = "projects/example-project/locations/us-central1/workerPools/mock" }
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
    email  = "mock-account@example-project.iam.gserviceaccount.com"
    member = "serviceAccount:mock-account@example-project.iam.gserviceaccount.com"
    name   = "projects/example-project/serviceAccounts/mock-account@example-project.iam.gserviceaccount.com"
  }
}

mock_resource "google_sql_database_instance" {
  defaults = {
    connection_name    = "example-project:us-central1:mock"
    private_ip_address = "10.20.16.3"
    server_ca_cert     = [{ cert = "-----BEGIN CERTIFICATE-----" }]
  }
}

# Of these any values will do. Terraform gives a mocked resource values while it plans where it has a block here.

mock_resource "google_billing_budget" {}

mock_resource "google_certificate_manager_certificate_map_entry" {}

mock_resource "google_cloud_run_v2_job_iam_member" {}

mock_resource "google_cloud_run_v2_service_iam_member" {}

mock_resource "google_cloud_scheduler_job" {}

mock_resource "google_compute_firewall" {}

mock_resource "google_compute_global_forwarding_rule" {}

mock_resource "google_compute_router" {}

mock_resource "google_compute_router_nat" {}

mock_resource "google_compute_target_http_proxy" {}

mock_resource "google_compute_target_https_proxy" {}

mock_resource "google_discovery_engine_data_store" {}

mock_resource "google_discovery_engine_search_engine" {}

mock_resource "google_dns_managed_zone" {}

mock_resource "google_dns_record_set" {}

mock_resource "google_identity_platform_config" {}

mock_resource "google_logging_project_bucket_config" {}

mock_resource "google_logging_project_exclusion" {}

mock_resource "google_logging_project_sink" {}

mock_resource "google_monitoring_alert_policy" {}

mock_resource "google_monitoring_dashboard" {}

mock_resource "google_network_connectivity_service_connection_policy" {}

mock_resource "google_project_iam_custom_role" {}

mock_resource "google_project_iam_member" {}

mock_resource "google_project_service" {}

mock_resource "google_pubsub_subscription" {}

mock_resource "google_pubsub_subscription_iam_member" {}

mock_resource "google_pubsub_topic_iam_member" {}

mock_resource "google_secret_manager_secret_iam_member" {}

mock_resource "google_service_account_iam_member" {}

mock_resource "google_service_networking_connection" {}

mock_resource "google_spanner_backup_schedule" {}

mock_resource "google_spanner_database" {}

mock_resource "google_spanner_instance" {}

mock_resource "google_sql_database" {}

mock_resource "google_sql_user" {}

mock_resource "google_storage_bucket" {}

mock_resource "google_storage_bucket_iam_member" {}

mock_resource "google_storage_managed_folder" {}

mock_resource "google_storage_managed_folder_iam_member" {}

mock_resource "google_storage_notification" {}
