output "log_group_arn" {
  description = "Log group of the containers."
  value       = aws_cloudwatch_log_group.this.arn
}

output "security_group_id" {
  description = "Security group of the tasks."
  value       = aws_security_group.this.id
}

output "service_name" {
  description = "Name of the service, which is made with the first image."
  value       = var.name
}
