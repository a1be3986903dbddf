output "log_group_arn" {
  description = "Log group of the function."
  value       = aws_cloudwatch_log_group.this.arn
}

output "name" {
  description = "Name of the function, as in its metrics."
  value       = var.name
}

output "security_group_id" {
  description = "Security group of the function."
  value       = aws_security_group.this.id
}
