# Moto never returns who may redrive, so the provider waits in vain, and it wipes a queue's policy when the redrive policy is set again.

resource "aws_sqs_queue_redrive_allow_policy" "this" {
  count = 0
}

resource "aws_sqs_queue" "this" {
  lifecycle {
    # It comes back with spaces, which the provider compares as text.
    ignore_changes = [redrive_policy]
  }
}

resource "aws_sqs_queue_redrive_allow_policy" "copy" {
  for_each = {}
}

resource "aws_sqs_queue" "copy" {
  lifecycle {
    ignore_changes = [redrive_policy]
  }
}
