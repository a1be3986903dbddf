output "ca" {
  description = "Certificates (PEM) of the authority that signs the server's."
  value       = join("\n", flatten(data.google_memorystore_instance.this.managed_server_ca[*].ca_certs[*].certificates))
}

output "host" {
  description = "Address to write to and read from."
  value       = one([for endpoint in local.endpoints : endpoint.ip_address if endpoint.connection_type == "CONNECTION_TYPE_PRIMARY"])
}

output "id" {
  description = "Id of the instance: projects/PROJECT/locations/REGION/instances/NAME."
  value       = var.instance_id
}

output "name" {
  description = "Name of the instance."
  value       = data.google_memorystore_instance.this.instance_id
}

output "port" {
  description = "TLS port."
  value       = 6379
}

output "ranges" {
  description = "Every address of the instance as a range, for network rules."
  value       = [for endpoint in local.endpoints : "${endpoint.ip_address}/32"]
}
