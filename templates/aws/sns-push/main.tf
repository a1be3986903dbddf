# Phones, by SNS. The application of each platform holds a credential that the provider would keep in the state, so an operator makes
# it (README.md has the commands). Its ARN is known before, from its name, and all the rest is here.

locals {
  # The platform as SNS names it.
  names = { apns = var.sandbox ? "APNS_SANDBOX" : "APNS", fcm = "GCM" }

  platforms = {
    for platform in var.platforms : platform => {
      arn      = "arn:${var.partition}:sns:${var.region}:${var.account_id}:app/${local.names[platform]}/${var.name}"
      devices  = "arn:${var.partition}:sns:${var.region}:${var.account_id}:endpoint/${local.names[platform]}/${var.name}/*"
      platform = local.names[platform]
    }
  }
}

# Deliveries that fail are logged under this name, which SNS makes from the ARN.
resource "aws_cloudwatch_log_group" "failures" {
  # checkov:skip=CKV_AWS_158: AWS's own key encrypts it; a customer key costs money and adds a kms grant to every flow.
  for_each = local.platforms

  name              = "sns/${var.region}/${var.account_id}/app/${each.value.platform}/${var.name}/Failure"
  retention_in_days = var.log_retention_days

  tags = var.tags
}
