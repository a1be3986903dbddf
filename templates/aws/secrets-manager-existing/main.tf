# Secrets that are there already: looked up, never changed. Their values aren't read.

data "aws_secretsmanager_secret" "this" {
  for_each = toset(var.secrets)

  name = "${var.prefix}${each.key}"
}
