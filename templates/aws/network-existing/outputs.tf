output "data_subnet_ids" {
  description = "Subnets for data stores."
  value       = [for id in var.data_subnet_ids : data.aws_subnet.data[id].id]
}

output "private_subnet_ids" {
  description = "Subnets for what runs code, with a way out."
  value       = [for id in var.private_subnet_ids : data.aws_subnet.private[id].id]
}

output "public_subnet_ids" {
  description = "Subnets with a route from and to the internet."
  value       = [for id in var.public_subnet_ids : data.aws_subnet.public[id].id]
}

output "vpc_id" {
  description = "Id of the network."
  value       = var.vpc_id
}
