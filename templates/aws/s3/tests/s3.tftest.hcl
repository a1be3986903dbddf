mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name            = "example-prod-files"
  noncurrent_days = 30
  cool_after_days = 60
  force_destroy   = false
  cdn_readers     = { edge = { arn = "arn:aws:cloudfront::123456789012:distribution/E2QWRUHAPOMQZL", paths = ["/static/*"] } }
}

run "s3_prod" {
  command = plan

  module {
    source = "./modules/s3"
  }

  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.this.block_public_acls,
      aws_s3_bucket_public_access_block.this.block_public_policy,
      aws_s3_bucket_public_access_block.this.ignore_public_acls,
      aws_s3_bucket_public_access_block.this.restrict_public_buckets,
      aws_s3_bucket_public_access_block.this.bucket == aws_s3_bucket.this.id,
    ])
    error_message = "Nobody may make the bucket or an object public."
  }

  assert {
    condition     = one(aws_s3_bucket_ownership_controls.this.rule[*].object_ownership) == "BucketOwnerEnforced"
    error_message = "Access lists must be off: policies alone say who gets in."
  }

  assert {
    condition     = one(flatten(aws_s3_bucket_server_side_encryption_configuration.this.rule[*].apply_server_side_encryption_by_default[*].sse_algorithm)) == "AES256"
    error_message = "Objects must be encrypted."
  }

  assert {
    condition     = one(aws_s3_bucket_versioning.this.versioning_configuration[*].status) == "Enabled"
    error_message = "Replaced and deleted objects must be kept as versions."
  }

  assert {
    condition = anytrue([
      for rule in aws_s3_bucket_lifecycle_configuration.this.rule :
      rule.status == "Enabled" && try(rule.noncurrent_version_expiration[0].noncurrent_days >= var.noncurrent_days, false)
    ]) && alltrue([for rule in aws_s3_bucket_lifecycle_configuration.this.rule : length(rule.expiration) == 0])
    error_message = "Old versions must stay for noncurrent_days, and current objects for good."
  }

  assert {
    condition = jsondecode(aws_s3_bucket_policy.this.policy).Statement == [
      {
        Sid       = "DenyWithoutTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.this.arn, "${aws_s3_bucket.this.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Sid       = "CdnReadsEdge"
        Effect    = "Allow"
        Principal = { Service = "cloudfront.amazonaws.com" }
        Action    = "s3:GetObject"
        Resource  = ["${aws_s3_bucket.this.arn}/static/*"]
        Condition = { StringEquals = { "AWS:SourceArn" = "arn:aws:cloudfront::123456789012:distribution/E2QWRUHAPOMQZL" } }
      },
    ]
    error_message = "The bucket's policy must refuse plain HTTP, and let each CDN read its own paths and nothing else."
  }

  assert {
    condition     = !aws_s3_bucket.this.force_destroy
    error_message = "Without force_destroy a bucket with objects must refuse to be destroyed."
  }
}
