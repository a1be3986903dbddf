output "admin_secret_arn" {
  description = "Secret with the administrator's password, made and rotated by RDS."
  value       = aws_rds_cluster.this.master_user_secret[0].secret_arn
}

output "database" {
  description = "Name of the database in the cluster."
  value       = aws_rds_cluster.this.database_name
}

output "host" {
  description = "Address that always leads to the writing instance."
  value       = aws_rds_cluster.this.endpoint
}

output "identifier" {
  description = "Identifier of the cluster, as in its metrics."
  value       = aws_rds_cluster.this.cluster_identifier
}

output "port" {
  description = "Port of the database."
  value       = aws_rds_cluster.this.port
}

output "resource_id" {
  description = "Id of the cluster in grants to log in with IAM."
  value       = aws_rds_cluster.this.cluster_resource_id
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
