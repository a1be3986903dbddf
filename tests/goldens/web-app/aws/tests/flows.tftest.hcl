# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider aws` writes it again and keeps edits.

# Who may do what, and whom the network lets through: each grant and rule of flows.tf, argument by argument.
# flows.tf is the same for all environments, so one is enough.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

mock_provider "aws" {
  alias           = "us_east_1"
  source          = "./tests/mocks"
  override_during = plan
}

run "prod_settings" {
  command = plan

  module {
    source = "./tests/settings"
  }

  variables {
    file = "environments/prod.tfvars"
  }
}

run "flows" {
  command = plan

  variables {
    environment    = run.prod_settings.values.environment
    region         = run.prod_settings.values.region
    project        = run.prod_settings.values.project
    prefix         = run.prod_settings.values.prefix
    domain         = run.prod_settings.values.domain
    domain_aliases = run.prod_settings.values.domain_aliases
    domain_ready   = run.prod_settings.values.domain_ready
    dns_zone       = run.prod_settings.values.dns_zone
    account_id     = run.prod_settings.values.account_id
    tags           = run.prod_settings.values.tags
    network        = run.prod_settings.values.network
    logs           = run.prod_settings.values.logs
    registry       = run.prod_settings.values.registry
    identity       = run.prod_settings.values.identity
    cluster        = run.prod_settings.values.cluster
    budget         = run.prod_settings.values.budget
    shield         = run.prod_settings.values.shield
    edge           = run.prod_settings.values.edge
    assets         = run.prod_settings.values.assets
    uploads        = run.prod_settings.values.uploads
    web            = run.prod_settings.values.web
    migrate        = run.prod_settings.values.migrate
    app_db         = run.prod_settings.values.app_db
    app_cache      = run.prod_settings.values.app_cache
    vault          = run.prod_settings.values.vault
    watch          = run.prod_settings.values.watch
    web_image      = lookup(run.prod_settings.values, "web_image", null)
    migrate_image  = lookup(run.prod_settings.values, "migrate_image", null)
  }

  assert {
    condition = alltrue([
      aws_iam_role_policy.network.name == "network",
      aws_iam_role_policy.network.role == module.identity.names["network-flow-logs"],
      aws_iam_role_policy.network.policy == jsonencode({
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
      }),
    ])
    error_message = "network: what the platform needs, and nothing else: aws_iam_role_policy.network differs."
  }

  assert {
    condition = alltrue([
      aws_iam_role_policy.web_execution.name == "web",
      aws_iam_role_policy.web_execution.role == module.identity.names["web-execution"],
      aws_iam_role_policy.web_execution.policy == jsonencode({
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
      }),
    ])
    error_message = "web: what the platform needs, and nothing else: aws_iam_role_policy.web_execution differs."
  }

  assert {
    condition = alltrue([
      aws_iam_role_policy.web.name == "web",
      aws_iam_role_policy.web.role == module.identity.names["web"],
      aws_iam_role_policy.web.policy == jsonencode({
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
      }),
    ])
    error_message = "web: what the platform needs, and nothing else: aws_iam_role_policy.web differs."
  }

  assert {
    condition = alltrue([
      length(aws_iam_role_policy.web_exec) == (var.web.enable_execute_command ? 1 : 0),
      alltrue([for each in aws_iam_role_policy.web_exec : each.name == "web-exec"]),
      alltrue([for each in aws_iam_role_policy.web_exec : each.role == module.identity.names["web"]]),
      alltrue([for each in aws_iam_role_policy.web_exec : each.policy == jsonencode({
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
      })]),
    ])
    error_message = "web: what the platform needs, and nothing else: aws_iam_role_policy.web_exec differs."
  }

  assert {
    condition = alltrue([
      aws_vpc_security_group_egress_rule.web_https.security_group_id == module.web.security_group_id,
      aws_vpc_security_group_egress_rule.web_https.cidr_ipv4 == "0.0.0.0/0",
      aws_vpc_security_group_egress_rule.web_https.ip_protocol == "tcp",
      aws_vpc_security_group_egress_rule.web_https.from_port == 443,
      aws_vpc_security_group_egress_rule.web_https.to_port == 443,
    ])
    error_message = "web: what the platform needs, and nothing else: aws_vpc_security_group_egress_rule.web_https differs."
  }

  assert {
    condition = alltrue([
      length(aws_vpc_security_group_egress_rule.web_balancer) == (module.web.private ? 1 : 0),
      alltrue([for each in aws_vpc_security_group_egress_rule.web_balancer : each.security_group_id == module.web.load_balancer_security_group_id]),
      alltrue([for each in aws_vpc_security_group_egress_rule.web_balancer : each.referenced_security_group_id == module.web.security_group_id]),
      alltrue([for each in aws_vpc_security_group_egress_rule.web_balancer : each.ip_protocol == "tcp"]),
      alltrue([for each in aws_vpc_security_group_egress_rule.web_balancer : each.from_port == module.web.port]),
      alltrue([for each in aws_vpc_security_group_egress_rule.web_balancer : each.to_port == module.web.port]),
    ])
    error_message = "web: what the platform needs, and nothing else: aws_vpc_security_group_egress_rule.web_balancer differs."
  }

  assert {
    condition = alltrue([
      length(aws_vpc_security_group_ingress_rule.web_balancer) == (module.web.private ? 1 : 0),
      alltrue([for each in aws_vpc_security_group_ingress_rule.web_balancer : each.security_group_id == module.web.security_group_id]),
      alltrue([for each in aws_vpc_security_group_ingress_rule.web_balancer : each.referenced_security_group_id == module.web.load_balancer_security_group_id]),
      alltrue([for each in aws_vpc_security_group_ingress_rule.web_balancer : each.ip_protocol == "tcp"]),
      alltrue([for each in aws_vpc_security_group_ingress_rule.web_balancer : each.from_port == module.web.port]),
      alltrue([for each in aws_vpc_security_group_ingress_rule.web_balancer : each.to_port == module.web.port]),
    ])
    error_message = "web: what the platform needs, and nothing else: aws_vpc_security_group_ingress_rule.web_balancer differs."
  }

  assert {
    condition = alltrue([
      aws_iam_role_policy.migrate_execution.name == "migrate",
      aws_iam_role_policy.migrate_execution.role == module.identity.names["migrate-execution"],
      aws_iam_role_policy.migrate_execution.policy == jsonencode({
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
      }),
    ])
    error_message = "migrate: what the platform needs, and nothing else: aws_iam_role_policy.migrate_execution differs."
  }

  assert {
    condition = alltrue([
      aws_iam_role_policy.migrate_scheduler.name == "migrate",
      aws_iam_role_policy.migrate_scheduler.role == module.identity.names["migrate-scheduler"],
      aws_iam_role_policy.migrate_scheduler.policy == jsonencode({
        Version = "2012-10-17"
        Statement = [
          {
            Effect   = "Allow"
            Action   = ["states:StartExecution"]
            Resource = "arn:${local.partition}:states:${var.region}:${local.account_id}:stateMachine:${var.migrate.name}"
          },
        ]
      }),
    ])
    error_message = "migrate: what the platform needs, and nothing else: aws_iam_role_policy.migrate_scheduler differs."
  }

  assert {
    condition = alltrue([
      aws_iam_role_policy.migrate_runner.name == "migrate",
      aws_iam_role_policy.migrate_runner.role == module.identity.names["migrate-runner"],
      aws_iam_role_policy.migrate_runner.policy == jsonencode({
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
      }),
    ])
    error_message = "migrate: what the platform needs, and nothing else: aws_iam_role_policy.migrate_runner differs."
  }

  assert {
    condition = alltrue([
      aws_iam_role_policy.migrate.name == "migrate",
      aws_iam_role_policy.migrate.role == module.identity.names["migrate"],
      aws_iam_role_policy.migrate.policy == jsonencode({
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
      }),
    ])
    error_message = "migrate: what the platform needs, and nothing else: aws_iam_role_policy.migrate differs."
  }

  assert {
    condition = alltrue([
      aws_vpc_security_group_egress_rule.migrate_https.security_group_id == module.migrate.security_group_id,
      aws_vpc_security_group_egress_rule.migrate_https.cidr_ipv4 == "0.0.0.0/0",
      aws_vpc_security_group_egress_rule.migrate_https.ip_protocol == "tcp",
      aws_vpc_security_group_egress_rule.migrate_https.from_port == 443,
      aws_vpc_security_group_egress_rule.migrate_https.to_port == 443,
    ])
    error_message = "migrate: what the platform needs, and nothing else: aws_vpc_security_group_egress_rule.migrate_https differs."
  }

  assert {
    condition = alltrue([
      aws_iam_role_policy.app_db_setup.name == "app-db",
      aws_iam_role_policy.app_db_setup.role == module.identity.names["app-db-setup"],
      aws_iam_role_policy.app_db_setup.policy == jsonencode({
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
      }),
    ])
    error_message = "app-db: what the platform needs, and nothing else: aws_iam_role_policy.app_db_setup differs."
  }

  assert {
    condition = alltrue([
      aws_vpc_security_group_egress_rule.app_db_setup.security_group_id == module.app_db.setup_security_group_id,
      aws_vpc_security_group_egress_rule.app_db_setup.referenced_security_group_id == module.app_db.security_group_id,
      aws_vpc_security_group_egress_rule.app_db_setup.ip_protocol == "tcp",
      aws_vpc_security_group_egress_rule.app_db_setup.from_port == module.app_db.port,
      aws_vpc_security_group_egress_rule.app_db_setup.to_port == module.app_db.port,
    ])
    error_message = "app-db: what the platform needs, and nothing else: aws_vpc_security_group_egress_rule.app_db_setup differs."
  }

  assert {
    condition = alltrue([
      aws_vpc_security_group_ingress_rule.app_db_setup.security_group_id == module.app_db.security_group_id,
      aws_vpc_security_group_ingress_rule.app_db_setup.referenced_security_group_id == module.app_db.setup_security_group_id,
      aws_vpc_security_group_ingress_rule.app_db_setup.ip_protocol == "tcp",
      aws_vpc_security_group_ingress_rule.app_db_setup.from_port == module.app_db.port,
      aws_vpc_security_group_ingress_rule.app_db_setup.to_port == module.app_db.port,
    ])
    error_message = "app-db: what the platform needs, and nothing else: aws_vpc_security_group_ingress_rule.app_db_setup differs."
  }

  assert {
    condition = alltrue([
      aws_vpc_security_group_egress_rule.app_db_setup_https.security_group_id == module.app_db.setup_security_group_id,
      aws_vpc_security_group_egress_rule.app_db_setup_https.cidr_ipv4 == "0.0.0.0/0",
      aws_vpc_security_group_egress_rule.app_db_setup_https.ip_protocol == "tcp",
      aws_vpc_security_group_egress_rule.app_db_setup_https.from_port == 443,
      aws_vpc_security_group_egress_rule.app_db_setup_https.to_port == 443,
    ])
    error_message = "app-db: what the platform needs, and nothing else: aws_vpc_security_group_egress_rule.app_db_setup_https differs."
  }

  assert {
    condition = alltrue([
      aws_vpc_security_group_ingress_rule.edge_to_web.security_group_id == module.web.load_balancer_security_group_id,
      aws_vpc_security_group_ingress_rule.edge_to_web.prefix_list_id == data.aws_ec2_managed_prefix_list.cloudfront.id,
      aws_vpc_security_group_ingress_rule.edge_to_web.ip_protocol == "tcp",
      aws_vpc_security_group_ingress_rule.edge_to_web.from_port == module.web.load_balancer_port,
      aws_vpc_security_group_ingress_rule.edge_to_web.to_port == module.web.load_balancer_port,
    ])
    error_message = "edge -> web: route, and nothing else: aws_vpc_security_group_ingress_rule.edge_to_web differs."
  }

  assert {
    condition = alltrue([
      aws_iam_role_policy.web_to_app_db.name == "web-to-app-db",
      aws_iam_role_policy.web_to_app_db.role == module.identity.names["web"],
      aws_iam_role_policy.web_to_app_db.policy == jsonencode({
        Version = "2012-10-17"
        Statement = [
          {
            Effect   = "Allow"
            Action   = ["rds-db:connect"]
            Resource = "arn:${local.partition}:rds-db:${var.region}:${local.account_id}:dbuser:${module.app_db.resource_id}/web"
          },
        ]
      }),
    ])
    error_message = "web -> app-db: read-write, and nothing else: aws_iam_role_policy.web_to_app_db differs."
  }

  assert {
    condition = alltrue([
      aws_vpc_security_group_egress_rule.web_to_app_db.security_group_id == module.web.security_group_id,
      aws_vpc_security_group_egress_rule.web_to_app_db.referenced_security_group_id == module.app_db.security_group_id,
      aws_vpc_security_group_egress_rule.web_to_app_db.ip_protocol == "tcp",
      aws_vpc_security_group_egress_rule.web_to_app_db.from_port == module.app_db.port,
      aws_vpc_security_group_egress_rule.web_to_app_db.to_port == module.app_db.port,
    ])
    error_message = "web -> app-db: read-write, and nothing else: aws_vpc_security_group_egress_rule.web_to_app_db differs."
  }

  assert {
    condition = alltrue([
      aws_vpc_security_group_ingress_rule.web_to_app_db.security_group_id == module.app_db.security_group_id,
      aws_vpc_security_group_ingress_rule.web_to_app_db.referenced_security_group_id == module.web.security_group_id,
      aws_vpc_security_group_ingress_rule.web_to_app_db.ip_protocol == "tcp",
      aws_vpc_security_group_ingress_rule.web_to_app_db.from_port == module.app_db.port,
      aws_vpc_security_group_ingress_rule.web_to_app_db.to_port == module.app_db.port,
    ])
    error_message = "web -> app-db: read-write, and nothing else: aws_vpc_security_group_ingress_rule.web_to_app_db differs."
  }

  assert {
    condition     = toset(keys(local.web_to_app_db)) == toset(["APP_DB_AUTH", "APP_DB_CA", "APP_DB_HOST", "APP_DB_NAME", "APP_DB_PORT", "APP_DB_USER"])
    error_message = "web -> app-db: local.web_to_app_db must set the variables of this pair and no others."
  }

  assert {
    condition = alltrue([
      aws_iam_role_policy.migrate_to_app_db.name == "migrate-to-app-db",
      aws_iam_role_policy.migrate_to_app_db.role == module.identity.names["migrate"],
      aws_iam_role_policy.migrate_to_app_db.policy == jsonencode({
        Version = "2012-10-17"
        Statement = [
          {
            Effect   = "Allow"
            Action   = ["rds-db:connect"]
            Resource = "arn:${local.partition}:rds-db:${var.region}:${local.account_id}:dbuser:${module.app_db.resource_id}/migrate"
          },
        ]
      }),
    ])
    error_message = "migrate -> app-db: migrate, and nothing else: aws_iam_role_policy.migrate_to_app_db differs."
  }

  assert {
    condition = alltrue([
      aws_vpc_security_group_egress_rule.migrate_to_app_db.security_group_id == module.migrate.security_group_id,
      aws_vpc_security_group_egress_rule.migrate_to_app_db.referenced_security_group_id == module.app_db.security_group_id,
      aws_vpc_security_group_egress_rule.migrate_to_app_db.ip_protocol == "tcp",
      aws_vpc_security_group_egress_rule.migrate_to_app_db.from_port == module.app_db.port,
      aws_vpc_security_group_egress_rule.migrate_to_app_db.to_port == module.app_db.port,
    ])
    error_message = "migrate -> app-db: migrate, and nothing else: aws_vpc_security_group_egress_rule.migrate_to_app_db differs."
  }

  assert {
    condition = alltrue([
      aws_vpc_security_group_ingress_rule.migrate_to_app_db.security_group_id == module.app_db.security_group_id,
      aws_vpc_security_group_ingress_rule.migrate_to_app_db.referenced_security_group_id == module.migrate.security_group_id,
      aws_vpc_security_group_ingress_rule.migrate_to_app_db.ip_protocol == "tcp",
      aws_vpc_security_group_ingress_rule.migrate_to_app_db.from_port == module.app_db.port,
      aws_vpc_security_group_ingress_rule.migrate_to_app_db.to_port == module.app_db.port,
    ])
    error_message = "migrate -> app-db: migrate, and nothing else: aws_vpc_security_group_ingress_rule.migrate_to_app_db differs."
  }

  assert {
    condition     = toset(keys(local.migrate_to_app_db)) == toset(["APP_DB_AUTH", "APP_DB_CA", "APP_DB_HOST", "APP_DB_NAME", "APP_DB_PORT", "APP_DB_USER"])
    error_message = "migrate -> app-db: local.migrate_to_app_db must set the variables of this pair and no others."
  }

  assert {
    condition = alltrue([
      aws_iam_role_policy.web_to_app_cache.name == "web-to-app-cache",
      aws_iam_role_policy.web_to_app_cache.role == module.identity.names["web"],
      aws_iam_role_policy.web_to_app_cache.policy == jsonencode({
        Version = "2012-10-17"
        Statement = [
          {
            Effect   = "Allow"
            Action   = ["elasticache:Connect"]
            Resource = [module.app_cache.arn, module.app_cache.user_arns["web"]]
          },
        ]
      }),
    ])
    error_message = "web -> app-cache: read-write, and nothing else: aws_iam_role_policy.web_to_app_cache differs."
  }

  assert {
    condition = alltrue([
      aws_vpc_security_group_egress_rule.web_to_app_cache.security_group_id == module.web.security_group_id,
      aws_vpc_security_group_egress_rule.web_to_app_cache.referenced_security_group_id == module.app_cache.security_group_id,
      aws_vpc_security_group_egress_rule.web_to_app_cache.ip_protocol == "tcp",
      aws_vpc_security_group_egress_rule.web_to_app_cache.from_port == module.app_cache.port,
      aws_vpc_security_group_egress_rule.web_to_app_cache.to_port == module.app_cache.port,
    ])
    error_message = "web -> app-cache: read-write, and nothing else: aws_vpc_security_group_egress_rule.web_to_app_cache differs."
  }

  assert {
    condition = alltrue([
      aws_vpc_security_group_ingress_rule.web_to_app_cache.security_group_id == module.app_cache.security_group_id,
      aws_vpc_security_group_ingress_rule.web_to_app_cache.referenced_security_group_id == module.web.security_group_id,
      aws_vpc_security_group_ingress_rule.web_to_app_cache.ip_protocol == "tcp",
      aws_vpc_security_group_ingress_rule.web_to_app_cache.from_port == module.app_cache.port,
      aws_vpc_security_group_ingress_rule.web_to_app_cache.to_port == module.app_cache.port,
    ])
    error_message = "web -> app-cache: read-write, and nothing else: aws_vpc_security_group_ingress_rule.web_to_app_cache differs."
  }

  assert {
    condition     = toset(keys(local.web_to_app_cache)) == toset(["APP_CACHE_AUTH", "APP_CACHE_CA", "APP_CACHE_HOST", "APP_CACHE_NAME", "APP_CACHE_PORT", "APP_CACHE_USER"])
    error_message = "web -> app-cache: local.web_to_app_cache must set the variables of this pair and no others."
  }

  assert {
    condition = alltrue([
      aws_iam_role_policy.web_to_uploads.name == "web-to-uploads",
      aws_iam_role_policy.web_to_uploads.role == module.identity.names["web"],
      aws_iam_role_policy.web_to_uploads.policy == jsonencode({
        Version = "2012-10-17"
        Statement = [
          {
            Effect   = "Allow"
            Action   = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
            Resource = "${module.uploads.arn}/*"
          },
          { Effect = "Allow", Action = ["s3:ListBucket"], Resource = module.uploads.arn },
        ]
      }),
    ])
    error_message = "web -> uploads: read-write, and nothing else: aws_iam_role_policy.web_to_uploads differs."
  }

  assert {
    condition     = toset(keys(local.web_to_uploads)) == toset(["UPLOADS_ENDPOINT", "UPLOADS_NAME"])
    error_message = "web -> uploads: local.web_to_uploads must set the variables of this pair and no others."
  }

  assert {
    condition = alltrue([
      aws_iam_role_policy.web_to_vault.name == "web-to-vault",
      aws_iam_role_policy.web_to_vault.role == module.identity.names["web"],
      aws_iam_role_policy.web_to_vault.policy == jsonencode({
        Version = "2012-10-17"
        Statement = [
          {
            Effect   = "Allow"
            Action   = ["secretsmanager:GetSecretValue"]
            Resource = [module.vault.arns["mail-token"], module.vault.arns["session-key"]]
          },
        ]
      }),
    ])
    error_message = "web -> vault: read (session-key, mail-token), and nothing else: aws_iam_role_policy.web_to_vault differs."
  }

  assert {
    condition     = toset(keys(local.web_to_vault)) == toset(["VAULT_ENDPOINT"])
    error_message = "web -> vault: local.web_to_vault must set the variables of this pair and no others."
  }
}

# Distinct ids for what the modules make: with the mocks' ids a grant on the wrong bucket would pass.

override_resource {
  target          = module.registry.aws_ecr_repository.this["web"]
  override_during = plan

  values = {
    arn            = "arn:aws:ecr:us-east-1:123456789012:repository/web"
    repository_url = "123456789012.dkr.ecr.us-east-1.amazonaws.com/web"
  }
}

override_resource {
  target          = module.registry.aws_ecr_repository.this["migrate"]
  override_during = plan

  values = {
    arn            = "arn:aws:ecr:us-east-1:123456789012:repository/migrate"
    repository_url = "123456789012.dkr.ecr.us-east-1.amazonaws.com/migrate"
  }
}

override_resource {
  target          = module.identity.aws_iam_role.this["network-flow-logs"]
  override_during = plan
  values          = { arn = "arn:aws:iam::123456789012:role/network-flow-logs" }
}

override_resource {
  target          = module.identity.aws_iam_role.this["web"]
  override_during = plan
  values          = { arn = "arn:aws:iam::123456789012:role/web" }
}

override_resource {
  target          = module.identity.aws_iam_role.this["web-execution"]
  override_during = plan
  values          = { arn = "arn:aws:iam::123456789012:role/web-execution" }
}

override_resource {
  target          = module.identity.aws_iam_role.this["migrate"]
  override_during = plan
  values          = { arn = "arn:aws:iam::123456789012:role/migrate" }
}

override_resource {
  target          = module.identity.aws_iam_role.this["migrate-execution"]
  override_during = plan
  values          = { arn = "arn:aws:iam::123456789012:role/migrate-execution" }
}

override_resource {
  target          = module.identity.aws_iam_role.this["migrate-runner"]
  override_during = plan
  values          = { arn = "arn:aws:iam::123456789012:role/migrate-runner" }
}

override_resource {
  target          = module.identity.aws_iam_role.this["migrate-scheduler"]
  override_during = plan
  values          = { arn = "arn:aws:iam::123456789012:role/migrate-scheduler" }
}

override_resource {
  target          = module.identity.aws_iam_role.this["app-db-setup"]
  override_during = plan
  values          = { arn = "arn:aws:iam::123456789012:role/app-db-setup" }
}

override_resource {
  target          = module.assets.aws_s3_bucket.this
  override_during = plan

  values = {
    arn                         = "arn:aws:s3:::assets"
    bucket_regional_domain_name = "assets.s3.us-east-1.amazonaws.com"
  }
}

override_resource {
  target          = module.uploads.aws_s3_bucket.this
  override_during = plan

  values = {
    arn                         = "arn:aws:s3:::uploads"
    bucket_regional_domain_name = "uploads.s3.us-east-1.amazonaws.com"
  }
}

override_resource {
  target          = module.app_db.aws_rds_cluster.this
  override_during = plan

  values = {
    cluster_resource_id = "cluster-app_db"
    endpoint            = "app_db.cluster-abc123.us-east-1.rds.amazonaws.com"
    master_user_secret  = [{ secret_arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds-app_db" }]
    port                = 5432
  }
}

override_resource {
  target          = module.app_cache.aws_elasticache_replication_group.this
  override_during = plan

  values = {
    arn                      = "arn:aws:elasticache:us-east-1:123456789012:replicationgroup:app_cache"
    primary_endpoint_address = "master.app_cache.abc123.use1.cache.amazonaws.com"
  }
}

override_resource {
  target          = module.app_cache.aws_elasticache_user.this["web"]
  override_during = plan
  values          = { arn = "arn:aws:elasticache:us-east-1:123456789012:user:web" }
}

override_resource {
  target          = module.vault.aws_secretsmanager_secret.this["session-key"]
  override_during = plan
  values          = { arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:vault/session-key" }
}

override_resource {
  target          = module.vault.aws_secretsmanager_secret.this["mail-token"]
  override_during = plan
  values          = { arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:vault/mail-token" }
}
