# A queue that is there already: looked up, never changed.

data "aws_sqs_queue" "this" {
  name = var.name
}
