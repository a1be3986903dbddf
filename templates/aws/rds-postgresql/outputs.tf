output "admin_secret_arn" {
  description = "Secret with the administrator's password, made and rotated by RDS."
  value       = aws_db_instance.this.master_user_secret[0].secret_arn
}

output "database" {
  description = "Name of the database in the instance."
  value       = aws_db_instance.this.db_name
}

output "host" {
  description = "Address that always leads to the active instance."
  value       = aws_db_instance.this.address
}

output "identifier" {
  description = "Identifier of the instance, as in its metrics."
  value       = aws_db_instance.this.identifier
}

output "low_storage_bytes" {
  description = "A tenth of the storage, in bytes."
  value       = floor(var.storage_gb * pow(1024, 3) / 10)
}

output "port" {
  description = "Port of the database."
  value       = aws_db_instance.this.port
}

output "resource_id" {
  description = "Id of the instance in grants to log in with IAM."
  value       = aws_db_instance.this.resource_id
}

output "security_group_id" {
  description = "Security group of the database."
  value       = aws_security_group.this.id
}

output "setup" {
  description = "What setup.sh starts the setup job with."
  value = {
    cluster         = var.cluster_arn
    log_group       = aws_cloudwatch_log_group.setup.name
    region          = var.region
    security_group  = aws_security_group.setup.id
    subnets         = var.setup_subnet_ids
    task_definition = aws_ecs_task_definition.setup.arn
  }
}

output "setup_security_group_id" {
  description = "Security group of the setup job."
  value       = aws_security_group.setup.id
}
