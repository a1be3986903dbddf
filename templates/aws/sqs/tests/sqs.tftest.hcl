mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name                       = "example-prod-jobs"
  retention_seconds          = 345600
  max_receives               = 5
  visibility_timeout_seconds = 180
  bucket_senders             = { uploads = { arn = "arn:aws:s3:::uploads", account_id = "123456789012" } }
  dead_letters               = { failed = "arn:aws:sqs:us-east-1:123456789012:failed" }
}

run "sqs_shared" {
  command = plan

  module {
    source = "./modules/sqs"
  }

  assert {
    condition     = aws_sqs_queue.this.sqs_managed_sse_enabled
    error_message = "Messages must be encrypted."
  }

  assert {
    condition = jsondecode(aws_sqs_queue_policy.this.policy).Statement == [
      {
        Sid       = "DenyWithoutTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = aws_sqs_queue.this.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Sid       = "BucketEnqueuesUploads"
        Effect    = "Allow"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = aws_sqs_queue.this.arn
        Condition = {
          ArnEquals    = { "aws:SourceArn" = "arn:aws:s3:::uploads" }
          StringEquals = { "aws:SourceAccount" = "123456789012" }
        }
      },
    ]
    error_message = "The queue's policy must refuse plain HTTP, and let the bucket of a flow send and nobody else."
  }

  assert {
    condition     = jsondecode(aws_sqs_queue.this.redrive_policy) == { deadLetterTargetArn = "arn:aws:sqs:us-east-1:123456789012:failed", maxReceiveCount = 5 }
    error_message = "A message that nobody could handle must go to the dead letters after max_receives."
  }

  assert {
    condition     = aws_sqs_queue.this.message_retention_seconds == var.retention_seconds
    error_message = "A message must wait for retention_seconds."
  }

  assert {
    condition     = jsondecode(aws_sqs_queue_redrive_allow_policy.this.redrive_allow_policy).redrivePermission == "denyAll"
    error_message = "No queue may use this one for its dead letters."
  }
}

run "sqs_copies" {
  command = plan

  module {
    source = "./modules/sqs"
  }

  variables {
    copies = { audit = true }
  }

  assert {
    condition     = aws_sqs_queue.copy["audit"].sqs_managed_sse_enabled && aws_sns_topic.this[0].kms_master_key_id == aws_kms_key.topic[0].arn && aws_kms_key.topic[0].enable_key_rotation
    error_message = "Copies of messages must be encrypted, in the topic and in each queue."
  }

  assert {
    condition     = [for statement in jsondecode(aws_sns_topic_policy.this[0].policy).Statement : [statement.Effect, statement.Principal, statement.Action] if statement.Effect == "Allow"] == [["Allow", { Service = "s3.amazonaws.com" }, "sns:Publish"]]
    error_message = "Only the bucket of a flow may publish by the topic's policy."
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_kms_key.topic[0].policy).Statement :
      statement.Sid == "AccountAdministers" || try(statement.Action == ["kms:Decrypt", "kms:GenerateDataKey"] && length(statement.Condition) > 0, false)
    ])
    error_message = "The key must be usable through SNS and by the bucket only."
  }

  assert {
    condition = [for statement in jsondecode(aws_sqs_queue_policy.copy["audit"].policy).Statement : statement.Condition if statement.Effect == "Allow"] == [
      { ArnEquals = { "aws:SourceArn" = aws_sns_topic.this[0].arn } },
    ]
    error_message = "Only the topic may send to a consumer's own queue."
  }
}
