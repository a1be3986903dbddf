# Moto never returns the attribute, so the provider waits for it until it gives up.

resource "aws_sqs_queue_redrive_allow_policy" "this" {
  count = 0
}
