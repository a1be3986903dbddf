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

# --- fetch: what the platform needs ---
# Wider than the flow, README.md says why: aws_iam_role_policy.fetch_execution.
# Wider than the flow, README.md says why: aws_iam_role_policy.fetch.

resource "aws_iam_role_policy" "fetch_execution" {
  name = "fetch"
  role = module.identity.names["fetch-execution"]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "arn:${local.partition}:logs:${var.region}:${local.account_id}:log-group:/${var.fetch.name}:*"
      },
      {
        Effect   = "Allow"
        Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        Resource = module.registry.repository_arns["fetch"]
      },
      { Effect = "Allow", Action = ["ecr:GetAuthorizationToken"], Resource = "*" },
    ]
  })
}

resource "aws_iam_role_policy" "fetch_scheduler" {
  name = "fetch"
  role = module.identity.names["fetch-scheduler"]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["states:StartExecution"]
        Resource = "arn:${local.partition}:states:${var.region}:${local.account_id}:stateMachine:${var.fetch.name}"
      },
    ]
  })
}

resource "aws_iam_role_policy" "fetch_runner" {
  name = "fetch"
  role = module.identity.names["fetch-runner"]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = ["ecs:RunTask"]
        Resource  = "arn:${local.partition}:ecs:${var.region}:${local.account_id}:task-definition/${var.fetch.name}:*"
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
        Resource  = [module.identity.arns["fetch"], module.identity.arns["fetch-execution"]]
        Condition = { StringEquals = { "iam:PassedToService" = "ecs-tasks.amazonaws.com" } }
      },
    ]
  })
}

resource "aws_iam_role_policy" "fetch" {
  name = "fetch"
  role = module.identity.names["fetch"]
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

resource "aws_vpc_security_group_egress_rule" "fetch_https" {
  security_group_id = module.fetch.security_group_id
  description       = "fetch to AWS APIs and the internet"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

# --- importer: what the platform needs ---
# Wider than the flow, README.md says why: aws_iam_role_policy.importer.

resource "aws_iam_role_policy" "importer" {
  # checkov:skip=CKV_AWS_290: Lambda makes the function's network interfaces in the role's name, and checks these actions without a resource. The function's own code is left out by the condition.
  # checkov:skip=CKV_AWS_355: Lambda makes the function's network interfaces in the role's name, and checks these actions without a resource. The function's own code is left out by the condition.
  name = "importer"
  role = module.identity.names["importer"]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "arn:${local.partition}:logs:${var.region}:${local.account_id}:log-group:/${var.importer.name}:*"
      },
      {
        Effect = "Allow"
        Action = [
          "ec2:AssignPrivateIpAddresses",
          "ec2:CreateNetworkInterface",
          "ec2:DeleteNetworkInterface",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeSubnets",
          "ec2:UnassignPrivateIpAddresses",
        ]
        Resource = "*"
        Condition = {
          ArnNotEquals = {
            "lambda:SourceFunctionArn" = "arn:${local.partition}:lambda:${var.region}:${local.account_id}:function:${var.importer.name}"
          }
        }
      },
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

resource "aws_vpc_security_group_egress_rule" "importer_https" {
  security_group_id = module.importer.security_group_id
  description       = "importer to AWS APIs and the internet"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

# --- records: what the platform needs ---

resource "aws_iam_role_policy" "records_setup" {
  name = "records"
  role = module.identity.names["records-setup"]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = module.records.admin_secret_arn
      },
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "arn:${local.partition}:logs:${var.region}:${local.account_id}:log-group:/${var.records.name}-setup:*"
      },
    ]
  })
}

resource "aws_vpc_security_group_egress_rule" "records_setup" {
  security_group_id            = module.records.setup_security_group_id
  description                  = "setup job of records to records"
  referenced_security_group_id = module.records.security_group_id
  ip_protocol                  = "tcp"
  from_port                    = module.records.port
  to_port                      = module.records.port
}

resource "aws_vpc_security_group_ingress_rule" "records_setup" {
  security_group_id            = module.records.security_group_id
  description                  = "setup job of records to records"
  referenced_security_group_id = module.records.setup_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = module.records.port
  to_port                      = module.records.port
}

resource "aws_vpc_security_group_egress_rule" "records_setup_https" {
  security_group_id = module.records.setup_security_group_id
  description       = "setup job of records to AWS APIs and the internet"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

# --- fetch -> vault ---
# fetch -> vault: read (source-api-key)

locals {
  fetch_to_vault = {
    VAULT_ENDPOINT = module.vault.prefix
  }
}

resource "aws_iam_role_policy" "fetch_to_vault" {
  name = "fetch-to-vault"
  role = module.identity.names["fetch"]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = [module.vault.arns["source-api-key"]]
      },
    ]
  })
}

# --- fetch -> inbox ---
# fetch -> inbox: write

locals {
  fetch_to_inbox = {
    INBOX_NAME     = module.inbox.name
    INBOX_ENDPOINT = "https://${module.inbox.domain_name}"
  }
}

resource "aws_iam_role_policy" "fetch_to_inbox" {
  name = "fetch-to-inbox"
  role = module.identity.names["fetch"]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["s3:AbortMultipartUpload", "s3:PutObject"]
        Resource = "${module.inbox.arn}/*"
      },
    ]
  })
}

# --- inbox -> arrivals ---
# inbox -> arrivals: enqueue
# Made by module.arrivals, argument bucket_senders["inbox"].
# Made by module.inbox, argument queues["arrivals"].

# --- arrivals -> failed-arrivals ---
# arrivals -> failed-arrivals: enqueue
# Made by module.failed_arrivals, argument sources["arrivals"].
# Made by module.arrivals, argument dead_letters["failed-arrivals"].

# --- importer -> arrivals ---
# importer -> arrivals: consume
# Made by module.arrivals, argument shared["importer"].
# Made by module.importer, argument queues["arrivals"].

locals {
  importer_to_arrivals = {
    ARRIVALS_NAME     = module.arrivals.name
    ARRIVALS_ENDPOINT = module.arrivals.url
  }
}

resource "aws_iam_role_policy" "importer_to_arrivals" {
  name = "importer-to-arrivals"
  role = module.identity.names["importer"]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = [
          "sqs:ChangeMessageVisibility",
          "sqs:DeleteMessage",
          "sqs:GetQueueAttributes",
          "sqs:ReceiveMessage",
        ]
        Resource = module.arrivals.arn
      },
    ]
  })
}

# --- importer -> inbox ---
# importer -> inbox: read

locals {
  importer_to_inbox = {
    INBOX_NAME     = module.inbox.name
    INBOX_ENDPOINT = "https://${module.inbox.domain_name}"
  }
}

resource "aws_iam_role_policy" "importer_to_inbox" {
  name = "importer-to-inbox"
  role = module.identity.names["importer"]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:GetObject"], Resource = "${module.inbox.arn}/*" },
      { Effect = "Allow", Action = ["s3:ListBucket"], Resource = module.inbox.arn },
    ]
  })
}

# --- importer -> records ---
# importer -> records: read-write
# Made by module.records, argument logins["importer"].

locals {
  importer_to_records = {
    RECORDS_HOST = module.records.host
    RECORDS_PORT = module.records.port
    RECORDS_NAME = module.records.database
    RECORDS_USER = "importer"
    RECORDS_AUTH = "aws-iam"
    RECORDS_CA   = "https://truststore.pki.rds.amazonaws.com/${var.region}/${var.region}-bundle.pem"
  }
}

resource "aws_iam_role_policy" "importer_to_records" {
  name = "importer-to-records"
  role = module.identity.names["importer"]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["rds-db:connect"]
        Resource = "arn:${local.partition}:rds-db:${var.region}:${local.account_id}:dbuser:${module.records.resource_id}/importer"
      },
    ]
  })
}

resource "aws_vpc_security_group_egress_rule" "importer_to_records" {
  security_group_id            = module.importer.security_group_id
  description                  = "importer to records"
  referenced_security_group_id = module.records.security_group_id
  ip_protocol                  = "tcp"
  from_port                    = module.records.port
  to_port                      = module.records.port
}

resource "aws_vpc_security_group_ingress_rule" "importer_to_records" {
  security_group_id            = module.records.security_group_id
  description                  = "importer to records"
  referenced_security_group_id = module.importer.security_group_id
  ip_protocol                  = "tcp"
  from_port                    = module.records.port
  to_port                      = module.records.port
}
