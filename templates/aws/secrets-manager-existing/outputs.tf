output "arns" {
  description = "ARN of each secret, by name."
  value       = { for name, secret in data.aws_secretsmanager_secret.this : name => secret.arn }
}

output "prefix" {
  description = "What comes before a secret in its full name."
  value       = var.prefix
}
