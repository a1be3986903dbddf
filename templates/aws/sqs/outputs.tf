output "arn" {
  description = "ARN of the queue."
  value       = aws_sqs_queue.this.arn
}

output "name" {
  description = "Name of the queue, as in its metrics."
  value       = aws_sqs_queue.this.name
}

output "notify_arn" {
  description = "ARN of the queue once its policy is in force: a bucket is refused before."
  value       = aws_sqs_queue.this.arn
  depends_on  = [aws_sqs_queue_policy.this]
}

output "url" {
  description = "Address of the queue, for senders and receivers."
  value       = aws_sqs_queue.this.url
}
