output "load_balancer_arn" {
  description = "ARN of the load balancer."
  value       = aws_lb.this.arn
}

output "load_balancer_domain_name" {
  description = "Address of the load balancer, valid inside the network."
  value       = aws_lb.this.dns_name
}

output "load_balancer_metric_name" {
  description = "The load balancer as its metrics name it."
  value       = aws_lb.this.arn_suffix
}

output "load_balancer_port" {
  description = "Port on which the load balancer listens."
  value       = aws_lb_listener.this.port
}

output "load_balancer_security_group_id" {
  description = "Security group of the load balancer."
  value       = aws_security_group.load_balancer.id
}

output "log_group_arn" {
  description = "Log group of the containers."
  value       = aws_cloudwatch_log_group.this.arn
}

output "port" {
  description = "Port on which the tasks listen."
  value       = local.port
}

output "security_group_id" {
  description = "Security group of the tasks."
  value       = aws_security_group.tasks.id
}

output "service_name" {
  description = "Name of the service."
  value       = aws_ecs_service.this.name
}
