output "database" {
  description = "Name of the database."
  value       = var.database
}

output "host" {
  description = "Address of the instance."
  value       = data.aws_db_instance.this.address
}

output "logins" {
  description = "Logins as JSON, which setup.sql reads as LOGINS."
  value       = jsonencode(values(var.logins))
}

output "port" {
  description = "Port of the database."
  value       = data.aws_db_instance.this.port
}

output "resource_id" {
  description = "Id of the instance in grants to log in with IAM."
  value       = data.aws_db_instance.this.resource_id
}

output "security_group_id" {
  description = "Security group of the database."
  value       = var.security_group_id
}
