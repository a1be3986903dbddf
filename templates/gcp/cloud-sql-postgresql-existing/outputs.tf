output "ca" {
  description = "Certificates (PEM) of the authority that signs the server's. They name the instance, not its address: verify the authority (verify-ca)."
  value       = join("\n", data.google_sql_ca_certs.this.certs[*].cert)
}

output "database" {
  description = "Name of the database."
  value       = var.database
}

output "host" {
  description = "Private address of the instance."
  value       = var.host
}

output "logins" {
  description = "Logins as JSON, which setup.sql reads as LOGINS."
  value       = jsonencode(values(var.logins))
}

output "name" {
  description = "Name of the instance."
  value       = var.name
}

output "range" {
  description = "Private address as a range, for network rules."
  value       = "${var.host}/32"
}
