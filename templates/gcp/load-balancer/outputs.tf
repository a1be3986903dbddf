output "host" {
  description = "Domain, or the address where there is none."
  value       = coalesce(var.domain, google_compute_global_address.this.address)
}

output "https" {
  description = "Whether it answers by HTTPS."
  value       = var.domain != null
}

output "ip_address" {
  description = "Address that the domain's A record must point to."
  value       = google_compute_global_address.this.address
}

output "root" {
  description = "Whether a route answers its root, /."
  value       = length(setintersection(["/", "/*"], keys(var.routes))) > 0
}

output "url" {
  description = "Where users find the application. It follows from the address and the domain alone, so that backends may take it."
  value       = var.domain == null ? "http://${google_compute_global_address.this.address}" : "https://${var.domain}"
}

output "url_map_name" {
  description = "Name of the URL map, by which metrics and cache invalidations know it."
  value       = google_compute_url_map.this.name
}
