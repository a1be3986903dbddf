output "dns_records" {
  description = "Records to set where the domain's zone is: name, type, value, and whether it is for the certificate's validation or for traffic. Empty with dns_zone."
  value       = var.dns_zone == null ? values(local.records) : []
}

output "host" {
  description = "Domain, or the address where none is served."
  value       = local.served ? var.domain : google_compute_global_address.this.address
}

output "https" {
  description = "Whether it answers by HTTPS alone."
  value       = local.served
}

output "ip_address" {
  description = "Address that the domain's A records lead to."
  value       = google_compute_global_address.this.address
}

output "root" {
  description = "Whether a route answers its root, /."
  value       = length(setintersection(["/", "/*"], keys(var.routes))) > 0
}

output "url" {
  description = "Where users find the application. It follows from the address and the domain alone, so that backends may take it."
  value       = local.served ? "https://${var.domain}" : "http://${google_compute_global_address.this.address}"
}

output "url_map_name" {
  description = "Name of the URL map, by which metrics and cache invalidations know it."
  value       = google_compute_url_map.this.name
}
