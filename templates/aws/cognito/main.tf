# People, their logins, the roles that their tokens name, and the pages where they log in.

resource "aws_cognito_user_pool" "this" {
  name                     = var.name
  user_pool_tier           = var.tier
  deletion_protection      = var.deletion_protection ? "ACTIVE" : "INACTIVE"
  mfa_configuration        = var.mfa
  username_attributes      = ["email"]
  auto_verified_attributes = ["email"]

  username_configuration {
    case_sensitive = false
  }

  # A new address counts only when it is confirmed; until then the old one stays.
  user_attribute_update_settings {
    attributes_require_verification_before_update = ["email"]
  }

  admin_create_user_config {
    allow_admin_create_user_only = !var.sign_up
  }

  dynamic "software_token_mfa_configuration" {
    for_each = var.mfa == "OFF" ? [] : [true]

    content {
      enabled = true
    }
  }

  password_policy {
    minimum_length                   = 12
    password_history_size            = var.tier == "LITE" ? 0 : 4
    require_lowercase                = false
    require_numbers                  = false
    require_symbols                  = false
    require_uppercase                = false
    temporary_password_validity_days = 7
  }

  account_recovery_setting {
    recovery_mechanism {
      name     = "verified_email"
      priority = 1
    }
  }

  email_configuration {
    email_sending_account = var.sender == null ? "COGNITO_DEFAULT" : "DEVELOPER"
    from_email_address    = try(var.sender.from, null)
    source_arn            = try(var.sender.identity_arn, null)
  }

  tags = var.tags
}

# A public client (web and phones): no secret, so there is none in the state, and PKCE instead.
resource "aws_cognito_user_pool_client" "this" {
  name                                 = var.name
  user_pool_id                         = aws_cognito_user_pool.this.id
  generate_secret                      = false
  enable_token_revocation              = true
  prevent_user_existence_errors        = "ENABLED"
  explicit_auth_flows                  = ["ALLOW_USER_SRP_AUTH"]
  supported_identity_providers         = ["COGNITO"]
  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_flows                  = ["code"]
  allowed_oauth_scopes                 = ["email", "openid", "profile"]
  callback_urls                        = var.callback_urls
  access_token_validity                = var.token_minutes
  id_token_validity                    = var.token_minutes
  refresh_token_validity               = 30

  # What the people themselves may change: not their roles, which are groups.
  write_attributes = ["email", "name", "preferred_username", "picture"]

  token_validity_units {
    access_token  = "minutes"
    id_token      = "minutes"
    refresh_token = "days"
  }

  # A stolen token shows when it is used twice. Cognito refuses it beside ALLOW_REFRESH_TOKEN_AUTH.
  refresh_token_rotation {
    feature                    = "ENABLED"
    retry_grace_period_seconds = 60
  }
}

# The classic pages: the new ones show nothing until a style belongs to the client, for which this version of the provider has no resource.
resource "aws_cognito_user_pool_domain" "this" {
  domain                = var.name
  user_pool_id          = aws_cognito_user_pool.this.id
  managed_login_version = 1
}

resource "aws_cognito_user_group" "this" {
  for_each = toset(var.roles)

  name         = each.key
  description  = "Role ${each.key}"
  precedence   = index(var.roles, each.key)
  user_pool_id = aws_cognito_user_pool.this.id
}
