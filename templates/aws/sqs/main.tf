# A standard queue: at least once, in no set order. Consumers share its messages; one that wants a copy of every message has a queue of
# its own, which topic.tf fills.

locals {
  redrive_policy = length(var.dead_letters) == 0 ? null : jsonencode({
    deadLetterTargetArn = one(values(var.dead_letters))
    maxReceiveCount     = var.max_receives
  })
}

resource "aws_sqs_queue" "this" {
  name                       = var.name
  message_retention_seconds  = var.retention_seconds
  receive_wait_time_seconds  = 20
  redrive_policy             = local.redrive_policy
  sqs_managed_sse_enabled    = true
  visibility_timeout_seconds = var.visibility_timeout_seconds

  tags = var.tags
}

# A queue that takes nobody's dead letters says so.
resource "aws_sqs_queue_redrive_allow_policy" "this" {
  queue_url            = aws_sqs_queue.this.url
  redrive_allow_policy = jsonencode({ redrivePermission = "denyAll" })
}

resource "aws_sqs_queue_policy" "this" {
  queue_url = aws_sqs_queue.this.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid       = "DenyWithoutTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = aws_sqs_queue.this.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }],
      [for component, bucket in local.copied ? {} : var.bucket_senders : {
        Sid       = "BucketEnqueues${replace(title(component), "-", "")}"
        Effect    = "Allow"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = aws_sqs_queue.this.arn
        Condition = {
          ArnEquals    = { "aws:SourceArn" = bucket.arn }
          StringEquals = { "aws:SourceAccount" = bucket.account_id }
        }
      }],
      [for topic in aws_sns_topic.this : {
        Sid       = "TopicEnqueues"
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = aws_sqs_queue.this.arn
        Condition = { ArnEquals = { "aws:SourceArn" = topic.arn } }
      } if length(var.shared) > 0],
    )
  })
}
