output "repository_arns" {
  description = "ARN of each repository, by component."
  value       = { for component, _ in var.repositories : component => "arn:${var.partition}:ecr:${var.region}:${var.account_id}:repository/${var.prefix}/${component}" }
}

output "repository_urls" {
  description = "Address of each repository without a tag, by component."
  value       = { for component, _ in var.repositories : component => "${var.account_id}.dkr.ecr.${var.region}.${local.suffix}/${var.prefix}/${component}" }
}
