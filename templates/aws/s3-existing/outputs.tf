output "arn" {
  description = "ARN of the bucket."
  value       = data.aws_s3_bucket.this.arn
}

output "domain_name" {
  description = "Regional address of the bucket, for a CDN's origin."
  value       = data.aws_s3_bucket.this.bucket_regional_domain_name
}

output "name" {
  description = "Name of the bucket."
  value       = data.aws_s3_bucket.this.bucket
}
