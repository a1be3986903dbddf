# Moto never returns who may redrive, so the provider waits in vain.

resource "aws_sqs_queue_redrive_allow_policy" "this" {
  count = 0
}
