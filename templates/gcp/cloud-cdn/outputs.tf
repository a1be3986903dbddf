output "host" {
  description = "Domain, or the address where there is none."
  value       = coalesce(var.domain, google_compute_global_address.this.address)
}

output "https" {
  description = "Whether it answers by HTTPS."
  value       = var.domain != null
}

output "id" {
  description = "Id of the URL map: whoever takes it waits for the load balancer."
  value       = google_compute_url_map.this.id
}

output "ip_address" {
  description = "Address that the domain's A record must point to."
  value       = google_compute_global_address.this.address
}

output "object_prefixes" {
  description = "What the names of each store's published objects begin with, by component: the path as it is, without its first slash."
  value       = { for component, origin in var.store_origins : component => trimprefix(trimsuffix(origin.path, "*"), "/") }
}

output "url" {
  description = "Where users find the application."
  value       = var.domain == null ? "http://${google_compute_global_address.this.address}" : "https://${var.domain}"
}

output "url_map_name" {
  description = "Name of the URL map, by which metrics and cache invalidations know it."
  value       = google_compute_url_map.this.name
}
