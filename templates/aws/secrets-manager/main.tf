# Named secrets without values: they are put from outside, so that none passes through Terraform or its state.

resource "aws_secretsmanager_secret" "this" {
  # checkov:skip=CKV_AWS_149: AWS's own key encrypts it; a customer key costs money and adds a kms grant to every flow.
  # checkov:skip=CKV2_AWS_57: Who owns a secret renews it from outside, without Terraform.
  for_each = toset(var.secrets)

  name                    = "${var.name}/${each.key}"
  recovery_window_in_days = var.force_destroy ? 0 : var.recovery_days

  tags = var.tags
}
