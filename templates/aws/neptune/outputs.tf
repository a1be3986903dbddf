output "host" {
  description = "Address that always leads to the writing instance."
  value       = aws_neptune_cluster.this.endpoint
}

output "identifier" {
  description = "The graph as its metrics name it."
  value       = aws_neptune_cluster.this.cluster_identifier
}

output "port" {
  description = "Port of the graph."
  value       = aws_neptune_cluster.this.port
}

output "resource_id" {
  description = "The graph as grants name it: it changes when the graph is made anew."
  value       = aws_neptune_cluster.this.cluster_resource_id
}

output "security_group_id" {
  description = "Security group of the graph."
  value       = aws_security_group.this.id
}
