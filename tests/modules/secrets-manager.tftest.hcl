# A name is free at once where a secret may go, so that a stack can be destroyed and made again on one day.

mock_provider "aws" {}

variables {
  name          = "shop-dev-vault"
  recovery_days = 7
  secrets       = ["mail-token"]
}

run "kept_by_itself" {
  command = plan

  assert {
    condition     = aws_secretsmanager_secret.this["mail-token"].recovery_window_in_days == 7
    error_message = "A deleted secret can be restored."
  }
}

run "gone_at_once" {
  command = plan

  variables {
    force_destroy = true
  }

  assert {
    condition     = aws_secretsmanager_secret.this["mail-token"].recovery_window_in_days == 0
    error_message = "Secrets Manager keeps a name for the days of recovery."
  }
}
