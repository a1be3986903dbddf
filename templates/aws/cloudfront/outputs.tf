output "arn" {
  description = "ARN of the distribution."
  value       = aws_cloudfront_distribution.this.arn
}

output "dns_records" {
  description = "Records to set in the domain's zone, where that isn't dns_zone: name, type, value, and what each is for, validation or traffic."
  value = var.dns_zone != null ? [] : concat(
    [for each in local.validations : {
      name    = each.resource_record_name
      type    = each.resource_record_type
      value   = each.resource_record_value
      purpose = "validation"
    }],
    [for name in local.domains : {
      name    = name
      type    = "CNAME"
      value   = aws_cloudfront_distribution.this.domain_name
      purpose = "traffic"
    }],
  )
}

output "domain_name" {
  description = "Host name of the distribution, which answers with and without a domain."
  value       = aws_cloudfront_distribution.this.domain_name
}

output "id" {
  description = "Id of the distribution."
  value       = aws_cloudfront_distribution.this.id
}

output "url" {
  description = "Where users reach the distribution: at the domain as soon as it is served."
  value       = "https://${local.serves_domain ? var.domain : aws_cloudfront_distribution.this.domain_name}"
}
