# Identities without permissions: every grant is in the root's flows.tf.

data "aws_caller_identity" "current" {}

resource "aws_iam_role" "this" {
  for_each = var.identities

  name = var.names[each.key]

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [merge(
      {
        Effect    = "Allow"
        Principal = { Service = each.value.service }
        Action    = "sts:AssumeRole"
      },
      # Lambda does not say for which account it acts; the others do.
      each.value.service == "lambda.amazonaws.com" ? {} : {
        Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
      },
    )]
  })

  tags = var.tags
}
