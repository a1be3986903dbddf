mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name              = "example-prod-failed"
  retention_seconds = 1209600
  sources           = { jobs = ["arn:aws:sqs:us-east-1:123456789012:jobs"] }
}

run "sqs_dead_letter" {
  command = plan

  module {
    source = "./modules/sqs-dead-letter"
  }

  assert {
    condition     = aws_sqs_queue.this.sqs_managed_sse_enabled && aws_sqs_queue.this.message_retention_seconds == var.retention_seconds
    error_message = "Dead letters must be encrypted and kept for retention_seconds."
  }

  assert {
    condition = jsondecode(aws_sqs_queue_redrive_allow_policy.this.redrive_allow_policy) == {
      redrivePermission = "byQueue"
      sourceQueueArns   = ["arn:aws:sqs:us-east-1:123456789012:jobs"]
    }
    error_message = "Only the queues that flows name may send their dead letters here."
  }

  assert {
    condition     = [for statement in jsondecode(aws_sqs_queue_policy.this.policy).Statement : [statement.Effect, statement.Condition]] == [["Deny", { Bool = { "aws:SecureTransport" = "false" } }]]
    error_message = "The queue's policy must refuse plain HTTP and allow nothing."
  }
}
