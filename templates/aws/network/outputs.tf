output "data_subnet_ids" {
  description = "Subnets for data stores, one per zone, without a route out of the network."
  value       = [for subnet in aws_subnet.data : subnet.id]

  # Never in the main route table, not even while the stack is made.
  depends_on = [aws_route_table_association.data]
}

output "log_group_arn" {
  description = "Log group of the flow logs."
  value       = aws_cloudwatch_log_group.flows.arn
}

output "private_subnet_ids" {
  description = "Subnets for what runs code, one per zone, with a way out through NAT."
  value       = [for subnet in aws_subnet.private : subnet.id]

  # What runs code pulls its image at once, which takes the way out.
  depends_on = [aws_route.private, aws_route_table_association.private, aws_vpc_endpoint.s3]
}

output "public_subnet_ids" {
  description = "Subnets with a route from and to the internet, one per zone, for NAT and public load balancers."
  value       = [for subnet in aws_subnet.public : subnet.id]

  # A public load balancer is refused while the network has no internet gateway.
  depends_on = [aws_route.public, aws_route_table_association.public]
}

output "vpc_id" {
  description = "Id of the network."
  value       = aws_vpc.this.id
}
