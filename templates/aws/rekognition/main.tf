# What judges texts. Pictures are judged by Rekognition, which has nothing to make: a grant is all.

locals {
  # How surely a text must be of a kind before it is held: HIGH holds what is likely, LOW what is certain.
  filters = {
    HATE       = "HIGH"
    INSULTS    = "MEDIUM"
    MISCONDUCT = "MEDIUM"
    SEXUAL     = "HIGH"
    VIOLENCE   = "MEDIUM"
  }
}

resource "aws_bedrock_guardrail" "this" {
  # checkov:skip=CKV_AWS_384: AWS's own key encrypts it; a customer key costs money and adds a kms grant to every flow.
  count = var.text ? 1 : 0

  name                      = var.name
  description               = "Texts of ${var.name}"
  blocked_input_messaging   = "held"
  blocked_outputs_messaging = "held"

  content_policy_config {
    dynamic "filters_config" {
      for_each = local.filters

      content {
        type            = filters_config.key
        input_strength  = filters_config.value
        output_strength = filters_config.value
      }
    }
  }

  word_policy_config {
    managed_word_lists_config {
      type = "PROFANITY"
    }
  }

  tags = var.tags
}

# Code uses a version: a change of the draft reaches it only when all of the change is in.
resource "aws_bedrock_guardrail_version" "this" {
  count = var.text ? 1 : 0

  guardrail_arn = aws_bedrock_guardrail.this[0].guardrail_arn
  description   = "Filters ${substr(sha1(jsonencode(local.filters)), 0, 8)}"

  # The running code asks for the old one until it is replaced.
  skip_destroy = true

  lifecycle {
    create_before_destroy = true
  }
}
