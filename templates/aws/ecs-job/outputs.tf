output "name" {
  description = "Name of the job."
  value       = var.name
}

output "security_group_id" {
  description = "Security group of the runs."
  value       = aws_security_group.this.id
}
