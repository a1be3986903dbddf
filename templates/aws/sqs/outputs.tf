output "arn" {
  description = "ARN of the queue."
  value       = aws_sqs_queue.this.arn
}

output "copy_arns" {
  description = "ARN of the queue of each consumer that gets copies, by component."
  value       = { for component, queue in aws_sqs_queue.copy : component => queue.arn }
}

output "copy_names" {
  description = "Name of the queue of each consumer that gets copies, by component."
  value       = { for component, queue in aws_sqs_queue.copy : component => queue.name }
}

output "copy_urls" {
  description = "Address of the queue of each consumer that gets copies, by component."
  value       = { for component, queue in aws_sqs_queue.copy : component => queue.url }
}

output "name" {
  description = "Name of the queue, as in its metrics, and of its topic."
  value       = aws_sqs_queue.this.name
}

output "notify_arn" {
  description = "ARN of the queue once its policy is in force: a bucket is refused before."
  value       = aws_sqs_queue.this.arn
  depends_on  = [aws_sqs_queue_policy.this]
}

output "queue_arns" {
  description = "ARNs of the queue and of its copies."
  value       = concat([aws_sqs_queue.this.arn], values(aws_sqs_queue.copy)[*].arn)
}

output "topic_arn" {
  description = "ARN of the topic that senders publish to, or null where no consumer gets copies."
  value       = one(aws_sns_topic.this[*].arn)
}

output "topic_notify_arn" {
  description = "ARN of the topic once its policy is in force: a bucket is refused before."
  value       = one(aws_sns_topic.this[*].arn)
  depends_on  = [aws_sns_topic_policy.this]
}

output "url" {
  description = "Address of the queue, for senders and receivers."
  value       = aws_sqs_queue.this.url
}
