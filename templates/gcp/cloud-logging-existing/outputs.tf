output "bucket_id" {
  description = "Id of the log bucket: projects/PROJECT/locations/LOCATION/buckets/NAME."
  value       = local.bucket_id
}

output "location" {
  description = "Location of the log bucket."
  value       = var.location
}

output "name" {
  description = "Name of the log bucket."
  value       = var.bucket
}
