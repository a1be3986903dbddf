resource "aws_s3_bucket" "this" {
  # checkov:skip=CKV_AWS_145: AWS's own key encrypts it; a customer key costs money and adds a kms grant to every flow.
  # checkov:skip=CKV_AWS_18: Only the roles and CDNs of its flows get in; access logs need a bucket of their own.
  # checkov:skip=CKV_AWS_144: Versions guard against mistakes; a copy in another region doubles the cost.
  # checkov:skip=CKV2_AWS_62: Uploads notify where a flow starts at the bucket.
  bucket        = var.name
  force_destroy = var.force_destroy

  tags = var.tags
}

resource "aws_s3_bucket_public_access_block" "this" {
  bucket = aws_s3_bucket.this.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    id     = "abandoned-uploads"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  rule {
    id     = "archive"
    status = "Enabled"

    filter {}

    transition {
      days          = var.cool_after_days
      storage_class = "INTELLIGENT_TIERING"
    }
  }

  rule {
    id     = "old-versions"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = var.noncurrent_days
    }
  }

  # Rules about old versions need versioning first.
  depends_on = [aws_s3_bucket_versioning.this]
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid       = "DenyWithoutTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.this.arn, "${aws_s3_bucket.this.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }],
      [for component, reader in var.cdn_readers : {
        Sid       = "CdnReads${replace(title(component), "-", "")}"
        Effect    = "Allow"
        Principal = { Service = "cloudfront.amazonaws.com" }
        Action    = "s3:GetObject"
        Resource  = [for path in reader.paths : "${aws_s3_bucket.this.arn}${path}"]
        Condition = { StringEquals = { "AWS:SourceArn" = reader.arn } }
      }],
    )
  })

  # S3 refuses two changes of a bucket's access at a time.
  depends_on = [aws_s3_bucket_public_access_block.this]
}

# One message per upload to each queue and topic that a flow leads to, of the objects below its paths.

locals {
  notifications = {
    for name, targets in { queue = var.queues, topic = var.topics } : name => flatten([for component, arn in targets : [
      for path in lookup(var.notification_paths, component, ["/*"]) : { arn = arn, component = component, prefix = trimprefix(trimsuffix(path, "*"), "/") }
    ]])
  }
}

resource "aws_s3_bucket_notification" "this" {
  count = length(var.queues) + length(var.topics) == 0 ? 0 : 1

  bucket = aws_s3_bucket.this.id

  dynamic "queue" {
    for_each = local.notifications.queue

    content {
      id            = trimsuffix("${queue.value.component} ${queue.value.prefix}", " ")
      queue_arn     = queue.value.arn
      events        = ["s3:ObjectCreated:*"]
      filter_prefix = queue.value.prefix == "" ? null : queue.value.prefix
    }
  }

  dynamic "topic" {
    for_each = local.notifications.topic

    content {
      id            = trimsuffix("${topic.value.component} ${topic.value.prefix}", " ")
      topic_arn     = topic.value.arn
      events        = ["s3:ObjectCreated:*"]
      filter_prefix = topic.value.prefix == "" ? null : topic.value.prefix
    }
  }
}
