# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider aws` writes it again and keeps edits.

# Who may do what: one block per pair of components with its flows in the spec's words, and what they make.
# No other file of this folder grants anything or opens a port.

# --- network: what the platform needs ---
# Wider than the flow, README.md says why: aws_iam_role_policy.network.

resource "aws_iam_role_policy" "network" {
  name = "network"
  role = module.identity.names["network-flow-logs"]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
        Resource = "${module.network.log_group_arn}:*"
      },
      {
        Effect   = "Allow"
        Action   = ["logs:DescribeLogGroups"]
        Resource = "arn:${local.partition}:logs:${var.region}:${local.account_id}:log-group:*"
      },
    ]
  })
}

# --- web: what the platform needs ---
# Wider than the flow, README.md says why: aws_iam_role_policy.web_execution.
# Wider than the flow, README.md says why: aws_iam_role_policy.web.
# Wider than the flow, README.md says why: aws_iam_role_policy.web_exec.

resource "aws_iam_role_policy" "web_execution" {
  name = "web"
  role = module.identity.names["web-execution"]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "arn:${local.partition}:logs:${var.region}:${local.account_id}:log-group:/${var.web.name}:*"
      },
      {
        Effect   = "Allow"
        Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        Resource = module.registry.repository_arns["web"]
      },
      { Effect = "Allow", Action = ["ecr:GetAuthorizationToken"], Resource = "*" },
    ]
  })
}

resource "aws_iam_role_policy" "web" {
  name = "web"
  role = module.identity.names["web"]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = ["cloudwatch:PutMetricData"]
        Resource  = "*"
        Condition = { StringEquals = { "cloudwatch:namespace" = var.prefix } }
      },
      {
        Effect   = "Allow"
        Action   = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
        Resource = "*"
      },
    ]
  })
}

resource "aws_iam_role_policy" "web_exec" {
  count = var.web.enable_execute_command ? 1 : 0

  name = "web-exec"
  role = module.identity.names["web"]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = [
          "ssmmessages:CreateControlChannel",
          "ssmmessages:CreateDataChannel",
          "ssmmessages:OpenControlChannel",
          "ssmmessages:OpenDataChannel",
        ]
        Resource = "*"
      },
    ]
  })
}

resource "aws_vpc_security_group_egress_rule" "web_https" {
  security_group_id = module.web.security_group_id
  description       = "web to AWS APIs and the internet"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_egress_rule" "web_balancer" {
  count = module.web.private ? 1 : 0

  security_group_id            = module.web.load_balancer_security_group_id
  description                  = "Load balancer of web to its tasks"
  referenced_security_group_id = module.web.security_group_id
  ip_protocol                  = "tcp"
  from_port                    = module.web.port
  to_port                      = module.web.port
}

resource "aws_vpc_security_group_ingress_rule" "web_balancer" {
  count = module.web.private ? 1 : 0

  security_group_id            = module.web.security_group_id
  description                  = "Load balancer of web to its tasks"
  referenced_security_group_id = module.web.load_balancer_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = module.web.port
  to_port                      = module.web.port
}

# --- migrate: what the platform needs ---
# Wider than the flow, README.md says why: aws_iam_role_policy.migrate_execution.
# Wider than the flow, README.md says why: aws_iam_role_policy.migrate.

resource "aws_iam_role_policy" "migrate_execution" {
  name = "migrate"
  role = module.identity.names["migrate-execution"]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "arn:${local.partition}:logs:${var.region}:${local.account_id}:log-group:/${var.migrate.name}:*"
      },
      {
        Effect   = "Allow"
        Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        Resource = module.registry.repository_arns["migrate"]
      },
      { Effect = "Allow", Action = ["ecr:GetAuthorizationToken"], Resource = "*" },
    ]
  })
}

resource "aws_iam_role_policy" "migrate_scheduler" {
  name = "migrate"
  role = module.identity.names["migrate-scheduler"]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["states:StartExecution"]
        Resource = "arn:${local.partition}:states:${var.region}:${local.account_id}:stateMachine:${var.migrate.name}"
      },
    ]
  })
}

resource "aws_iam_role_policy" "migrate_runner" {
  name = "migrate"
  role = module.identity.names["migrate-runner"]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = ["ecs:RunTask"]
        Resource  = "arn:${local.partition}:ecs:${var.region}:${local.account_id}:task-definition/${var.migrate.name}:*"
        Condition = { ArnEquals = { "ecs:cluster" = module.cluster.arn } }
      },
      {
        Effect    = "Allow"
        Action    = ["ecs:TagResource"]
        Resource  = "arn:${local.partition}:ecs:${var.region}:${local.account_id}:task/${module.cluster.name}/*"
        Condition = { StringEquals = { "ecs:CreateAction" = "RunTask" } }
      },
      {
        Effect   = "Allow"
        Action   = ["ecs:DescribeTasks", "ecs:StopTask"]
        Resource = "arn:${local.partition}:ecs:${var.region}:${local.account_id}:task/${module.cluster.name}/*"
      },
      {
        Effect   = "Allow"
        Action   = ["events:DescribeRule", "events:PutRule", "events:PutTargets"]
        Resource = "arn:${local.partition}:events:${var.region}:${local.account_id}:rule/StepFunctionsGetEventsForECSTaskRule"
      },
      {
        Effect    = "Allow"
        Action    = ["iam:PassRole"]
        Resource  = [module.identity.arns["migrate"], module.identity.arns["migrate-execution"]]
        Condition = { StringEquals = { "iam:PassedToService" = "ecs-tasks.amazonaws.com" } }
      },
    ]
  })
}

resource "aws_iam_role_policy" "migrate" {
  name = "migrate"
  role = module.identity.names["migrate"]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = ["cloudwatch:PutMetricData"]
        Resource  = "*"
        Condition = { StringEquals = { "cloudwatch:namespace" = var.prefix } }
      },
      {
        Effect   = "Allow"
        Action   = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
        Resource = "*"
      },
    ]
  })
}

resource "aws_vpc_security_group_egress_rule" "migrate_https" {
  security_group_id = module.migrate.security_group_id
  description       = "migrate to AWS APIs and the internet"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

# --- app-db: what the platform needs ---

resource "aws_iam_role_policy" "app_db_setup" {
  name = "app-db"
  role = module.identity.names["app-db-setup"]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = module.app_db.admin_secret_arn
      },
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "arn:${local.partition}:logs:${var.region}:${local.account_id}:log-group:/${var.app_db.name}-setup:*"
      },
    ]
  })
}

resource "aws_vpc_security_group_egress_rule" "app_db_setup" {
  security_group_id            = module.app_db.setup_security_group_id
  description                  = "setup job of app-db to app-db"
  referenced_security_group_id = module.app_db.security_group_id
  ip_protocol                  = "tcp"
  from_port                    = module.app_db.port
  to_port                      = module.app_db.port
}

resource "aws_vpc_security_group_ingress_rule" "app_db_setup" {
  security_group_id            = module.app_db.security_group_id
  description                  = "setup job of app-db to app-db"
  referenced_security_group_id = module.app_db.setup_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = module.app_db.port
  to_port                      = module.app_db.port
}

resource "aws_vpc_security_group_egress_rule" "app_db_setup_https" {
  security_group_id = module.app_db.setup_security_group_id
  description       = "setup job of app-db to AWS APIs and the internet"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

# --- users -> shield ---
# users -> shield: request
# Nothing to grant.

# --- shield -> edge ---
# shield -> edge: route
# Made by module.edge, argument firewalls["shield"].

# --- edge -> web ---
# edge -> web: route
# Made by module.web, argument callers["edge"].
# Made by module.edge, argument service_origins["web"].
# Made by module.edge, argument routes["/*"].
# Wider than the flow, README.md says why: aws_vpc_security_group_ingress_rule.edge_to_web.

resource "aws_vpc_security_group_ingress_rule" "edge_to_web" {
  security_group_id = module.web.load_balancer_security_group_id
  description       = "edge to web"
  prefix_list_id    = data.aws_ec2_managed_prefix_list.cloudfront.id
  ip_protocol       = "tcp"
  from_port         = module.web.load_balancer_port
  to_port           = module.web.load_balancer_port
}

# --- edge -> assets ---
# edge -> assets: read (/static/*)
# Made by module.assets, argument cdn_readers["edge"].
# Made by module.edge, argument store_origins["assets"].
# Made by module.edge, argument routes["/static/*"].

# --- web -> app-db ---
# web -> app-db: read-write
# Made by module.app_db, argument logins["web"].

locals {
  web_to_app_db = {
    APP_DB_HOST = module.app_db.host
    APP_DB_PORT = module.app_db.port
    APP_DB_NAME = module.app_db.database
    APP_DB_USER = "web"
    APP_DB_AUTH = "aws-iam"
    APP_DB_CA   = "https://truststore.pki.rds.amazonaws.com/${var.region}/${var.region}-bundle.pem"
  }
}

resource "aws_iam_role_policy" "web_to_app_db" {
  name = "web-to-app-db"
  role = module.identity.names["web"]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["rds-db:connect"]
        Resource = "arn:${local.partition}:rds-db:${var.region}:${local.account_id}:dbuser:${module.app_db.resource_id}/web"
      },
    ]
  })
}

resource "aws_vpc_security_group_egress_rule" "web_to_app_db" {
  security_group_id            = module.web.security_group_id
  description                  = "web to app-db"
  referenced_security_group_id = module.app_db.security_group_id
  ip_protocol                  = "tcp"
  from_port                    = module.app_db.port
  to_port                      = module.app_db.port
}

resource "aws_vpc_security_group_ingress_rule" "web_to_app_db" {
  security_group_id            = module.app_db.security_group_id
  description                  = "web to app-db"
  referenced_security_group_id = module.web.security_group_id
  ip_protocol                  = "tcp"
  from_port                    = module.app_db.port
  to_port                      = module.app_db.port
}

# --- migrate -> app-db ---
# migrate -> app-db: migrate
# Made by module.app_db, argument logins["migrate"].

locals {
  migrate_to_app_db = {
    APP_DB_HOST = module.app_db.host
    APP_DB_PORT = module.app_db.port
    APP_DB_NAME = module.app_db.database
    APP_DB_USER = "migrate"
    APP_DB_AUTH = "aws-iam"
    APP_DB_CA   = "https://truststore.pki.rds.amazonaws.com/${var.region}/${var.region}-bundle.pem"
  }
}

resource "aws_iam_role_policy" "migrate_to_app_db" {
  name = "migrate-to-app-db"
  role = module.identity.names["migrate"]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["rds-db:connect"]
        Resource = "arn:${local.partition}:rds-db:${var.region}:${local.account_id}:dbuser:${module.app_db.resource_id}/migrate"
      },
    ]
  })
}

resource "aws_vpc_security_group_egress_rule" "migrate_to_app_db" {
  security_group_id            = module.migrate.security_group_id
  description                  = "migrate to app-db"
  referenced_security_group_id = module.app_db.security_group_id
  ip_protocol                  = "tcp"
  from_port                    = module.app_db.port
  to_port                      = module.app_db.port
}

resource "aws_vpc_security_group_ingress_rule" "migrate_to_app_db" {
  security_group_id            = module.app_db.security_group_id
  description                  = "migrate to app-db"
  referenced_security_group_id = module.migrate.security_group_id
  ip_protocol                  = "tcp"
  from_port                    = module.app_db.port
  to_port                      = module.app_db.port
}

# --- web -> app-cache ---
# web -> app-cache: read-write
# Made by module.app_cache, argument users["web"].

locals {
  web_to_app_cache = {
    APP_CACHE_HOST = module.app_cache.host
    APP_CACHE_PORT = module.app_cache.port
    APP_CACHE_NAME = module.app_cache.name
    APP_CACHE_USER = module.app_cache.user_names["web"]
    APP_CACHE_AUTH = "aws-iam"
    APP_CACHE_CA   = "system"
  }
}

resource "aws_iam_role_policy" "web_to_app_cache" {
  name = "web-to-app-cache"
  role = module.identity.names["web"]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["elasticache:Connect"]
        Resource = [module.app_cache.arn, module.app_cache.user_arns["web"]]
      },
    ]
  })
}

resource "aws_vpc_security_group_egress_rule" "web_to_app_cache" {
  security_group_id            = module.web.security_group_id
  description                  = "web to app-cache"
  referenced_security_group_id = module.app_cache.security_group_id
  ip_protocol                  = "tcp"
  from_port                    = module.app_cache.port
  to_port                      = module.app_cache.port
}

resource "aws_vpc_security_group_ingress_rule" "web_to_app_cache" {
  security_group_id            = module.app_cache.security_group_id
  description                  = "web to app-cache"
  referenced_security_group_id = module.web.security_group_id
  ip_protocol                  = "tcp"
  from_port                    = module.app_cache.port
  to_port                      = module.app_cache.port
}

# --- web -> uploads ---
# web -> uploads: read-write

locals {
  web_to_uploads = {
    UPLOADS_NAME     = module.uploads.name
    UPLOADS_ENDPOINT = "https://${module.uploads.domain_name}"
  }
}

resource "aws_iam_role_policy" "web_to_uploads" {
  name = "web-to-uploads"
  role = module.identity.names["web"]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
        Resource = "${module.uploads.arn}/*"
      },
      { Effect = "Allow", Action = ["s3:ListBucket"], Resource = module.uploads.arn },
    ]
  })
}

# --- web -> vault ---
# web -> vault: read (session-key, mail-token)

locals {
  web_to_vault = {
    VAULT_ENDPOINT = module.vault.prefix
  }
}

resource "aws_iam_role_policy" "web_to_vault" {
  name = "web-to-vault"
  role = module.identity.names["web"]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = [module.vault.arns["mail-token"], module.vault.arns["session-key"]]
      },
    ]
  })
}
