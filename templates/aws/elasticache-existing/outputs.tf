output "arn" {
  description = "ARN of the cache."
  value       = data.aws_elasticache_replication_group.this.arn
}

output "host" {
  description = "Address to write to and read from."
  value       = data.aws_elasticache_replication_group.this.primary_endpoint_address
}

output "name" {
  description = "Name of the cache, for which tokens are signed."
  value       = data.aws_elasticache_replication_group.this.replication_group_id
}

output "port" {
  description = "TLS port."
  value       = data.aws_elasticache_replication_group.this.port
}

output "security_group_id" {
  description = "Security group of the cache."
  value       = var.security_group_id
}

output "user_arns" {
  description = "ARN of the user of each component."
  value       = { for component in keys(var.users) : component => local.user_arn }
}

output "user_names" {
  description = "Name of the user of each component."
  value       = { for component in keys(var.users) : component => var.user_id }
}
