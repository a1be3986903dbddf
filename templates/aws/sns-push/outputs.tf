output "apns_arn" {
  description = "ARN of Apple's application, or empty without the platform."
  value       = try(local.platforms.apns.arn, "")
}

output "application_arns" {
  description = "ARNs of the platforms' applications, which an operator makes."
  value       = values(local.platforms)[*].arn
}

output "endpoint_arns" {
  description = "ARN patterns of the devices."
  value       = values(local.platforms)[*].devices
}

output "fcm_arn" {
  description = "ARN of Firebase's application, or empty without the platform."
  value       = try(local.platforms.fcm.arn, "")
}

output "log_group_arns" {
  description = "Streams of the logs of failed deliveries."
  value       = [for group in aws_cloudwatch_log_group.failures : "${group.arn}:*"]
}

output "name" {
  description = "Name of the applications, as in their metrics."
  value       = var.name
}

output "setup" {
  description = "What the credentials are given to SNS with."
  value       = { feedback_role_arn = var.feedback_role_arn, name = var.name, platforms = local.platforms, region = var.region }
}
