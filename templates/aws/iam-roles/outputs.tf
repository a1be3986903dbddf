output "arns" {
  description = "ARN of each role, by component."
  value       = { for component, role in aws_iam_role.this : component => role.arn }
}

output "names" {
  description = "Name of each role, by component."
  value       = { for component, role in aws_iam_role.this : component => role.name }
}
