output "arn" {
  description = "ARN of the cache."
  value       = aws_elasticache_replication_group.this.arn
}

output "cluster_id" {
  description = "First node, as its metrics name it."
  value       = "${var.name}-001"
}

output "host" {
  description = "Address that always leads to the writing node."
  value       = aws_elasticache_replication_group.this.primary_endpoint_address
}

output "name" {
  description = "Name of the cache, for which the tokens of its logins are signed."
  value       = aws_elasticache_replication_group.this.replication_group_id
}

output "port" {
  description = "Port of the cache."
  value       = aws_elasticache_replication_group.this.port
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
