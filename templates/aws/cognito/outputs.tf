output "arn" {
  description = "ARN of the user pool."
  value       = aws_cognito_user_pool.this.arn
}

output "audience" {
  description = "Client id, the audience of the tokens."
  value       = aws_cognito_user_pool_client.this.id
}

output "id" {
  description = "Id of the user pool, for administration."
  value       = aws_cognito_user_pool.this.id
}

output "issuer" {
  description = "Issuer of the tokens; its keys are at /.well-known/jwks.json below."
  value       = "https://${aws_cognito_user_pool.this.endpoint}"
}

output "login_url" {
  description = "Where people log in."
  value       = "https://${aws_cognito_user_pool_domain.this.domain}.auth.${var.region}.amazoncognito.com"
}
