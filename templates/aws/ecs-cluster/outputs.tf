output "arn" {
  description = "ARN of the cluster once it may run on both kinds of capacity: ECS refuses a service before, and lets go of neither under one."
  value       = aws_ecs_cluster.this.arn
  depends_on  = [aws_ecs_cluster_capacity_providers.this]
}

output "name" {
  description = "Name of the cluster."
  value       = aws_ecs_cluster.this.name
}
