mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name                = "example-prod-login-abc123"
  region              = "us-east-1"
  callback_urls       = ["https://app.example.com/auth/callback"]
  roles               = ["admin", "moderator"]
  mfa                 = "OPTIONAL"
  sign_up             = true
  token_minutes       = 60
  tier                = "ESSENTIALS"
  deletion_protection = true
}

run "cognito_prod" {
  command = plan

  module {
    source = "./modules/cognito"
  }

  assert {
    condition     = aws_cognito_user_pool.this.deletion_protection == "ACTIVE"
    error_message = "The pool must refuse to be destroyed."
  }

  assert {
    condition     = !aws_cognito_user_pool_client.this.generate_secret && aws_cognito_user_pool_client.this.allowed_oauth_flows == toset(["code"])
    error_message = "The client must have no secret, and give tokens for a code alone."
  }

  assert {
    condition     = aws_cognito_user_pool_client.this.prevent_user_existence_errors == "ENABLED" && aws_cognito_user_pool_client.this.enable_token_revocation
    error_message = "A login must not tell who has an account, and tokens must be revocable."
  }

  assert {
    condition     = aws_cognito_user_pool_client.this.callback_urls == toset(var.callback_urls)
    error_message = "People must come back to the addresses of the application alone."
  }

  assert {
    condition     = !contains(aws_cognito_user_pool_client.this.write_attributes, "custom:role") && keys(aws_cognito_user_group.this) == ["admin", "moderator"]
    error_message = "Roles must be groups, which nobody gives to himself."
  }

  assert {
    condition     = one(aws_cognito_user_pool.this.password_policy[*].minimum_length) >= 12
    error_message = "Passwords must have twelve characters."
  }
}
