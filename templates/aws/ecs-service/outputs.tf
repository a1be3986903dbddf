output "dns_records" {
  description = "Records to set in the domain's zone, where that isn't dns_zone: name, type, value, and what each is for, validation or traffic."
  value = local.dns_zone != null ? [] : concat(
    [for each in local.validations : {
      name    = each.resource_record_name
      type    = each.resource_record_type
      value   = each.resource_record_value
      purpose = "validation"
    }],
    [for name in local.domains : {
      name    = name
      type    = "CNAME"
      value   = aws_lb.public[0].dns_name
      purpose = "traffic"
    }],
  )
}

output "load_balancer_arn" {
  description = "ARN of the internal load balancer, or null where none is needed."
  value       = one(aws_lb.this[*].arn)
}

output "load_balancer_domain_name" {
  description = "Address of the internal load balancer, valid inside the network."
  value       = one(aws_lb.this[*].dns_name)
}

output "load_balancer_metric_name" {
  description = "The internal load balancer as its metrics name it."
  value       = one(aws_lb.this[*].arn_suffix)
}

output "load_balancer_port" {
  description = "Port on which the internal load balancer listens."
  value       = one(aws_lb_listener.this[*].port)
}

output "load_balancer_security_group_id" {
  description = "Security group of the internal load balancer."
  value       = one(aws_security_group.load_balancer[*].id)
}

output "log_group_arn" {
  description = "Log group of the containers."
  value       = aws_cloudwatch_log_group.this.arn
}

output "port" {
  description = "Port on which the tasks listen."
  value       = local.port
}

output "private" {
  description = "Whether there is an internal load balancer."
  value       = local.private
}

output "public_domain_name" {
  description = "Host name of the public load balancer."
  value       = one(aws_lb.public[*].dns_name)
}

output "public_metric_name" {
  description = "The public load balancer as its metrics name it."
  value       = one(aws_lb.public[*].arn_suffix)
}

output "public_port" {
  description = "Port on which the public load balancer listens."
  value       = one(aws_lb_listener.public[*].port)
}

output "public_security_group_id" {
  description = "Security group of the public load balancer."
  value       = one(aws_security_group.public[*].id)
}

output "public_target_group_metric_name" {
  description = "The target group of the public load balancer as its metrics name it."
  value       = one(aws_lb_target_group.public[*].arn_suffix)
}

output "public_url" {
  description = "Where users reach the service, at the domain as soon as it is served; null where they don't."
  value       = local.https ? "https://${local.domains[0]}" : local.public ? "http://${aws_lb.public[0].dns_name}" : null
}

output "security_group_id" {
  description = "Security group of the tasks."
  value       = aws_security_group.tasks.id
}

output "service_name" {
  description = "Name of the service."
  value       = aws_ecs_service.this.name
}

output "target_group_metric_name" {
  description = "The target group of the internal load balancer as its metrics name it."
  value       = one(aws_lb_target_group.this[*].arn_suffix)
}
