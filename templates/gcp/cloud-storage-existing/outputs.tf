output "name" {
  description = "Name of the bucket."
  value       = data.google_storage_bucket.this.name
}
