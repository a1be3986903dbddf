output "arn" {
  description = "ARN of the queue."
  value       = aws_sqs_queue.this.arn
}

output "name" {
  description = "Name of the queue, as in its metrics."
  value       = aws_sqs_queue.this.name
}

output "url" {
  description = "Address of the queue, to look at and send again."
  value       = aws_sqs_queue.this.url
}
