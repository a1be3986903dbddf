# The topic in front of the queues, where a consumer wants a copy of every message: senders publish to it, and each queue gets what they
# publish as they wrote it. Without such a consumer there is no topic, and senders send to the queue.

locals {
  copied = length(var.copies) > 0

  # A name has 80 characters at most; a longer one ends in a hash of the whole.
  copy_names = {
    for component in keys(var.copies) : component =>
    length("${var.name}-${component}") <= 80 ? "${var.name}-${component}" : "${substr("${var.name}-${component}", 0, 73)}-${substr(sha256("${var.name}-${component}"), 0, 6)}"
  }

  # The parts of the queue's ARN: partition, region and account.
  place = split(":", aws_sqs_queue.this.arn)
}

resource "aws_sns_topic" "this" {
  count = local.copied ? 1 : 0

  name              = var.name
  kms_master_key_id = length(aws_kms_key.topic) == 0 ? "alias/aws/sns" : aws_kms_key.topic[0].arn

  tags = var.tags
}

resource "aws_sns_topic_policy" "this" {
  count = local.copied ? 1 : 0

  arn = aws_sns_topic.this[0].arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid       = "DenyWithoutTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.this[0].arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }],
      [for component, bucket in var.bucket_senders : {
        Sid       = "BucketPublishes${replace(title(component), "-", "")}"
        Effect    = "Allow"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.this[0].arn
        Condition = {
          ArnEquals    = { "aws:SourceArn" = bucket.arn }
          StringEquals = { "aws:SourceAccount" = bucket.account_id }
        }
      }],
    )
  })
}

# Where a bucket publishes, a key of the topic's own: S3 can't use the one that AWS keeps for SNS.
resource "aws_kms_key" "topic" {
  # checkov:skip=CKV_AWS_33: Whoever may publish may use it, through SNS and from this account alone, as with AWS's own key.
  count = local.copied && length(var.bucket_senders) > 0 ? 1 : 0

  description             = "Messages of the topic ${var.name}"
  deletion_window_in_days = 30
  enable_key_rotation     = true

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # Who administers may do so by IAM; none of these actions reads a message.
        Sid       = "AccountAdministers"
        Effect    = "Allow"
        Principal = { AWS = "arn:${local.place[1]}:iam::${local.place[4]}:root" }
        Action = [
          "kms:CancelKeyDeletion",
          "kms:DescribeKey",
          "kms:DisableKey",
          "kms:DisableKeyRotation",
          "kms:EnableKey",
          "kms:EnableKeyRotation",
          "kms:GetKeyPolicy",
          "kms:GetKeyRotationStatus",
          "kms:ListGrants",
          "kms:ListKeyPolicies",
          "kms:ListResourceTags",
          "kms:PutKeyPolicy",
          "kms:ScheduleKeyDeletion",
          "kms:TagResource",
          "kms:UntagResource",
          "kms:UpdateKeyDescription",
        ]
        Resource = "*"
      },
      {
        Sid       = "SendersPublish"
        Effect    = "Allow"
        Principal = { AWS = "*" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = "*"
        Condition = {
          StringEquals = {
            "kms:CallerAccount" = local.place[4]
            "kms:ViaService"    = "sns.${local.place[3]}.amazonaws.com"
          }
        }
      },
      {
        Sid       = "BucketsPublish"
        Effect    = "Allow"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = "*"
        Condition = {
          ArnEquals    = { "aws:SourceArn" = values(var.bucket_senders)[*].arn }
          StringEquals = { "aws:SourceAccount" = local.place[4] }
        }
      },
    ]
  })

  tags = var.tags
}

# The queues: those of consumers that want copies, and the one that the others share.

resource "aws_sqs_queue" "copy" {
  for_each = var.copies

  name                       = local.copy_names[each.key]
  message_retention_seconds  = var.retention_seconds
  receive_wait_time_seconds  = 20
  redrive_policy             = local.redrive_policy
  sqs_managed_sse_enabled    = true
  visibility_timeout_seconds = var.visibility_timeout_seconds

  tags = var.tags
}

resource "aws_sqs_queue_redrive_allow_policy" "copy" {
  for_each = var.copies

  queue_url            = aws_sqs_queue.copy[each.key].url
  redrive_allow_policy = jsonencode({ redrivePermission = "denyAll" })
}

resource "aws_sqs_queue_policy" "copy" {
  for_each = var.copies

  queue_url = aws_sqs_queue.copy[each.key].url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "DenyWithoutTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = aws_sqs_queue.copy[each.key].arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Sid       = "TopicEnqueues"
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = aws_sqs_queue.copy[each.key].arn
        Condition = { ArnEquals = { "aws:SourceArn" = aws_sns_topic.this[0].arn } }
      },
    ]
  })
}

resource "aws_sns_topic_subscription" "copy" {
  for_each = var.copies

  topic_arn            = aws_sns_topic.this[0].arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.copy[each.key].arn
  raw_message_delivery = true

  # What the queue refuses to take is lost.
  depends_on = [aws_sqs_queue_policy.copy]
}

resource "aws_sns_topic_subscription" "shared" {
  count = local.copied && length(var.shared) > 0 ? 1 : 0

  topic_arn            = aws_sns_topic.this[0].arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.this.arn
  raw_message_delivery = true

  # What the queue refuses to take is lost.
  depends_on = [aws_sqs_queue_policy.this]
}
