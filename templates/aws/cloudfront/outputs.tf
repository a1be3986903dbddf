output "arn" {
  description = "ARN of the distribution."
  value       = aws_cloudfront_distribution.this.arn
}

output "certificate_records" {
  description = "Records that the domain's zone needs before its certificate is issued."
  value       = var.domain == null ? [] : tolist(aws_acm_certificate.this[0].domain_validation_options)
}

output "domain_name" {
  description = "Host name of the distribution, for the domain's CNAME or alias record."
  value       = aws_cloudfront_distribution.this.domain_name
}

output "id" {
  description = "Id of the distribution."
  value       = aws_cloudfront_distribution.this.id
}

output "url" {
  description = "Where the distribution answers."
  value       = "https://${var.domain == null ? aws_cloudfront_distribution.this.domain_name : var.domain}"
}
