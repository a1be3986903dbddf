output "ca" {
  description = "Certificate (PEM) of the authority that signs the server's. It names the instance, not its address: verify the authority (verify-ca)."
  value       = nonsensitive(join("\n", google_sql_database_instance.this.server_ca_cert[*].cert))
}

output "connection_name" {
  description = "Name that a Cloud SQL connector dials: project:region:instance."
  value       = google_sql_database_instance.this.connection_name
}

output "database" {
  description = "Name of the database."
  value       = google_sql_database.this.name
}

output "host" {
  description = "Private address of the instance."
  value       = google_sql_database_instance.this.private_ip_address
}

output "name" {
  description = "Name of the instance."
  value       = google_sql_database_instance.this.name
}

output "range" {
  description = "Private address as a range, for network rules."
  value       = "${google_sql_database_instance.this.private_ip_address}/32"
}

output "setup" {
  description = "What setup.sh starts the setup job with."
  value = {
    log_bucket   = var.log_bucket
    log_location = var.log_location
    name         = google_cloud_run_v2_job.setup.name
    project      = var.project_id
    region       = var.region
  }
}
