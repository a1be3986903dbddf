mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name          = "example-prod-vault"
  secrets       = ["session-key", "mail-token"]
  recovery_days = 30
}

run "secrets_manager" {
  command = plan

  module {
    source = "./modules/secrets-manager"
  }

  assert {
    condition     = toset(values(aws_secretsmanager_secret.this)[*].name) == toset(["example-prod-vault/session-key", "example-prod-vault/mail-token"])
    error_message = "The secrets must be those that are named."
  }

  assert {
    condition     = alltrue([for secret in aws_secretsmanager_secret.this : secret.recovery_window_in_days == 30])
    error_message = "A deleted secret must stay recoverable for recovery_days."
  }
}
