output "arn" {
  description = "ARN of the cache."
  value       = aws_elasticache_serverless_cache.this.arn
}

output "cache_name" {
  description = "The cache as its metrics name it, and for which the tokens of its logins are signed."
  value       = var.name
}

output "host" {
  description = "Address of the cache."
  value       = aws_elasticache_serverless_cache.this.endpoint[0].address
}

output "port" {
  description = "Port of the cache."
  value       = aws_elasticache_serverless_cache.this.endpoint[0].port
}

output "security_group_id" {
  description = "Security group of the cache."
  value       = aws_security_group.this.id
}

output "user_arns" {
  description = "ARN of each login, by caller."
  value       = { for component, user in aws_elasticache_user.this : component => user.arn }
}

output "user_names" {
  description = "Name of each login, by caller."
  value       = local.user_ids
}
