# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider aws` writes it again and keeps edits.

# Who may do what, and whom the network lets through: each grant and rule of flows.tf, argument by argument.
# flows.tf is the same for all environments, so one is enough.

mock_provider "aws" {
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
    environment     = run.prod_settings.values.environment
    region          = run.prod_settings.values.region
    project         = run.prod_settings.values.project
    prefix          = run.prod_settings.values.prefix
    account_id      = run.prod_settings.values.account_id
    tags            = run.prod_settings.values.tags
    network         = run.prod_settings.values.network
    logs            = run.prod_settings.values.logs
    registry        = run.prod_settings.values.registry
    identity        = run.prod_settings.values.identity
    cluster         = run.prod_settings.values.cluster
    budget          = run.prod_settings.values.budget
    fetch           = run.prod_settings.values.fetch
    inbox           = run.prod_settings.values.inbox
    arrivals        = run.prod_settings.values.arrivals
    failed_arrivals = run.prod_settings.values.failed_arrivals
    importer        = run.prod_settings.values.importer
    records         = run.prod_settings.values.records
    vault           = run.prod_settings.values.vault
    watch           = run.prod_settings.values.watch
    fetch_image     = lookup(run.prod_settings.values, "fetch_image", null)
    importer_image  = lookup(run.prod_settings.values, "importer_image", null)
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
      aws_iam_role_policy.fetch_execution.name == "fetch",
      aws_iam_role_policy.fetch_execution.role == module.identity.names["fetch-execution"],
      aws_iam_role_policy.fetch_execution.policy == jsonencode({
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
      }),
    ])
    error_message = "fetch: what the platform needs, and nothing else: aws_iam_role_policy.fetch_execution differs."
  }

  assert {
    condition = alltrue([
      aws_iam_role_policy.fetch_scheduler.name == "fetch",
      aws_iam_role_policy.fetch_scheduler.role == module.identity.names["fetch-scheduler"],
      aws_iam_role_policy.fetch_scheduler.policy == jsonencode({
        Version = "2012-10-17"
        Statement = [
          {
            Effect   = "Allow"
            Action   = ["states:StartExecution"]
            Resource = "arn:${local.partition}:states:${var.region}:${local.account_id}:stateMachine:${var.fetch.name}"
          },
        ]
      }),
    ])
    error_message = "fetch: what the platform needs, and nothing else: aws_iam_role_policy.fetch_scheduler differs."
  }

  assert {
    condition = alltrue([
      aws_iam_role_policy.fetch_runner.name == "fetch",
      aws_iam_role_policy.fetch_runner.role == module.identity.names["fetch-runner"],
      aws_iam_role_policy.fetch_runner.policy == jsonencode({
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
      }),
    ])
    error_message = "fetch: what the platform needs, and nothing else: aws_iam_role_policy.fetch_runner differs."
  }

  assert {
    condition = alltrue([
      aws_iam_role_policy.fetch.name == "fetch",
      aws_iam_role_policy.fetch.role == module.identity.names["fetch"],
      aws_iam_role_policy.fetch.policy == jsonencode({
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
    error_message = "fetch: what the platform needs, and nothing else: aws_iam_role_policy.fetch differs."
  }

  assert {
    condition = alltrue([
      aws_vpc_security_group_egress_rule.fetch_https.security_group_id == module.fetch.security_group_id,
      aws_vpc_security_group_egress_rule.fetch_https.cidr_ipv4 == "0.0.0.0/0",
      aws_vpc_security_group_egress_rule.fetch_https.ip_protocol == "tcp",
      aws_vpc_security_group_egress_rule.fetch_https.from_port == 443,
      aws_vpc_security_group_egress_rule.fetch_https.to_port == 443,
    ])
    error_message = "fetch: what the platform needs, and nothing else: aws_vpc_security_group_egress_rule.fetch_https differs."
  }

  assert {
    condition = alltrue([
      aws_iam_role_policy.importer.name == "importer",
      aws_iam_role_policy.importer.role == module.identity.names["importer"],
      aws_iam_role_policy.importer.policy == jsonencode({
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
      }),
    ])
    error_message = "importer: what the platform needs, and nothing else: aws_iam_role_policy.importer differs."
  }

  assert {
    condition = alltrue([
      aws_vpc_security_group_egress_rule.importer_https.security_group_id == module.importer.security_group_id,
      aws_vpc_security_group_egress_rule.importer_https.cidr_ipv4 == "0.0.0.0/0",
      aws_vpc_security_group_egress_rule.importer_https.ip_protocol == "tcp",
      aws_vpc_security_group_egress_rule.importer_https.from_port == 443,
      aws_vpc_security_group_egress_rule.importer_https.to_port == 443,
    ])
    error_message = "importer: what the platform needs, and nothing else: aws_vpc_security_group_egress_rule.importer_https differs."
  }

  assert {
    condition = alltrue([
      aws_iam_role_policy.records_setup.name == "records",
      aws_iam_role_policy.records_setup.role == module.identity.names["records-setup"],
      aws_iam_role_policy.records_setup.policy == jsonencode({
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
      }),
    ])
    error_message = "records: what the platform needs, and nothing else: aws_iam_role_policy.records_setup differs."
  }

  assert {
    condition = alltrue([
      aws_vpc_security_group_egress_rule.records_setup.security_group_id == module.records.setup_security_group_id,
      aws_vpc_security_group_egress_rule.records_setup.referenced_security_group_id == module.records.security_group_id,
      aws_vpc_security_group_egress_rule.records_setup.ip_protocol == "tcp",
      aws_vpc_security_group_egress_rule.records_setup.from_port == module.records.port,
      aws_vpc_security_group_egress_rule.records_setup.to_port == module.records.port,
    ])
    error_message = "records: what the platform needs, and nothing else: aws_vpc_security_group_egress_rule.records_setup differs."
  }

  assert {
    condition = alltrue([
      aws_vpc_security_group_ingress_rule.records_setup.security_group_id == module.records.security_group_id,
      aws_vpc_security_group_ingress_rule.records_setup.referenced_security_group_id == module.records.setup_security_group_id,
      aws_vpc_security_group_ingress_rule.records_setup.ip_protocol == "tcp",
      aws_vpc_security_group_ingress_rule.records_setup.from_port == module.records.port,
      aws_vpc_security_group_ingress_rule.records_setup.to_port == module.records.port,
    ])
    error_message = "records: what the platform needs, and nothing else: aws_vpc_security_group_ingress_rule.records_setup differs."
  }

  assert {
    condition = alltrue([
      aws_vpc_security_group_egress_rule.records_setup_https.security_group_id == module.records.setup_security_group_id,
      aws_vpc_security_group_egress_rule.records_setup_https.cidr_ipv4 == "0.0.0.0/0",
      aws_vpc_security_group_egress_rule.records_setup_https.ip_protocol == "tcp",
      aws_vpc_security_group_egress_rule.records_setup_https.from_port == 443,
      aws_vpc_security_group_egress_rule.records_setup_https.to_port == 443,
    ])
    error_message = "records: what the platform needs, and nothing else: aws_vpc_security_group_egress_rule.records_setup_https differs."
  }

  assert {
    condition = alltrue([
      aws_iam_role_policy.fetch_to_vault.name == "fetch-to-vault",
      aws_iam_role_policy.fetch_to_vault.role == module.identity.names["fetch"],
      aws_iam_role_policy.fetch_to_vault.policy == jsonencode({
        Version = "2012-10-17"
        Statement = [
          {
            Effect   = "Allow"
            Action   = ["secretsmanager:GetSecretValue"]
            Resource = [module.vault.arns["source-api-key"]]
          },
        ]
      }),
    ])
    error_message = "fetch -> vault: read (source-api-key), and nothing else: aws_iam_role_policy.fetch_to_vault differs."
  }

  assert {
    condition     = toset(keys(local.fetch_to_vault)) == toset(["VAULT_ENDPOINT"])
    error_message = "fetch -> vault: local.fetch_to_vault must set the variables of this pair and no others."
  }

  assert {
    condition = alltrue([
      aws_iam_role_policy.fetch_to_inbox.name == "fetch-to-inbox",
      aws_iam_role_policy.fetch_to_inbox.role == module.identity.names["fetch"],
      aws_iam_role_policy.fetch_to_inbox.policy == jsonencode({
        Version = "2012-10-17"
        Statement = [
          {
            Effect   = "Allow"
            Action   = ["s3:AbortMultipartUpload", "s3:PutObject"]
            Resource = "${module.inbox.arn}/*"
          },
        ]
      }),
    ])
    error_message = "fetch -> inbox: write, and nothing else: aws_iam_role_policy.fetch_to_inbox differs."
  }

  assert {
    condition     = toset(keys(local.fetch_to_inbox)) == toset(["INBOX_ENDPOINT", "INBOX_NAME"])
    error_message = "fetch -> inbox: local.fetch_to_inbox must set the variables of this pair and no others."
  }

  assert {
    condition = alltrue([
      aws_iam_role_policy.importer_to_arrivals.name == "importer-to-arrivals",
      aws_iam_role_policy.importer_to_arrivals.role == module.identity.names["importer"],
      aws_iam_role_policy.importer_to_arrivals.policy == jsonencode({
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
      }),
    ])
    error_message = "importer -> arrivals: consume, and nothing else: aws_iam_role_policy.importer_to_arrivals differs."
  }

  assert {
    condition     = toset(keys(local.importer_to_arrivals)) == toset(["ARRIVALS_ENDPOINT", "ARRIVALS_NAME"])
    error_message = "importer -> arrivals: local.importer_to_arrivals must set the variables of this pair and no others."
  }

  assert {
    condition = alltrue([
      aws_iam_role_policy.importer_to_inbox.name == "importer-to-inbox",
      aws_iam_role_policy.importer_to_inbox.role == module.identity.names["importer"],
      aws_iam_role_policy.importer_to_inbox.policy == jsonencode({
        Version = "2012-10-17"
        Statement = [
          { Effect = "Allow", Action = ["s3:GetObject"], Resource = "${module.inbox.arn}/*" },
          { Effect = "Allow", Action = ["s3:ListBucket"], Resource = module.inbox.arn },
        ]
      }),
    ])
    error_message = "importer -> inbox: read, and nothing else: aws_iam_role_policy.importer_to_inbox differs."
  }

  assert {
    condition     = toset(keys(local.importer_to_inbox)) == toset(["INBOX_ENDPOINT", "INBOX_NAME"])
    error_message = "importer -> inbox: local.importer_to_inbox must set the variables of this pair and no others."
  }

  assert {
    condition = alltrue([
      aws_iam_role_policy.importer_to_records.name == "importer-to-records",
      aws_iam_role_policy.importer_to_records.role == module.identity.names["importer"],
      aws_iam_role_policy.importer_to_records.policy == jsonencode({
        Version = "2012-10-17"
        Statement = [
          {
            Effect   = "Allow"
            Action   = ["rds-db:connect"]
            Resource = "arn:${local.partition}:rds-db:${var.region}:${local.account_id}:dbuser:${module.records.resource_id}/importer"
          },
        ]
      }),
    ])
    error_message = "importer -> records: read-write, and nothing else: aws_iam_role_policy.importer_to_records differs."
  }

  assert {
    condition = alltrue([
      aws_vpc_security_group_egress_rule.importer_to_records.security_group_id == module.importer.security_group_id,
      aws_vpc_security_group_egress_rule.importer_to_records.referenced_security_group_id == module.records.security_group_id,
      aws_vpc_security_group_egress_rule.importer_to_records.ip_protocol == "tcp",
      aws_vpc_security_group_egress_rule.importer_to_records.from_port == module.records.port,
      aws_vpc_security_group_egress_rule.importer_to_records.to_port == module.records.port,
    ])
    error_message = "importer -> records: read-write, and nothing else: aws_vpc_security_group_egress_rule.importer_to_records differs."
  }

  assert {
    condition = alltrue([
      aws_vpc_security_group_ingress_rule.importer_to_records.security_group_id == module.records.security_group_id,
      aws_vpc_security_group_ingress_rule.importer_to_records.referenced_security_group_id == module.importer.security_group_id,
      aws_vpc_security_group_ingress_rule.importer_to_records.ip_protocol == "tcp",
      aws_vpc_security_group_ingress_rule.importer_to_records.from_port == module.records.port,
      aws_vpc_security_group_ingress_rule.importer_to_records.to_port == module.records.port,
    ])
    error_message = "importer -> records: read-write, and nothing else: aws_vpc_security_group_ingress_rule.importer_to_records differs."
  }

  assert {
    condition     = toset(keys(local.importer_to_records)) == toset(["RECORDS_AUTH", "RECORDS_CA", "RECORDS_HOST", "RECORDS_NAME", "RECORDS_PORT", "RECORDS_USER"])
    error_message = "importer -> records: local.importer_to_records must set the variables of this pair and no others."
  }
}

# Distinct ids for what the modules make: with the mocks' ids a grant on the wrong bucket would pass.

override_resource {
  target          = module.registry.aws_ecr_repository.this["fetch"]
  override_during = plan

  values = {
    arn            = "arn:aws:ecr:us-east-1:123456789012:repository/fetch"
    repository_url = "123456789012.dkr.ecr.us-east-1.amazonaws.com/fetch"
  }
}

override_resource {
  target          = module.registry.aws_ecr_repository.this["importer"]
  override_during = plan

  values = {
    arn            = "arn:aws:ecr:us-east-1:123456789012:repository/importer"
    repository_url = "123456789012.dkr.ecr.us-east-1.amazonaws.com/importer"
  }
}

override_resource {
  target          = module.identity.aws_iam_role.this["network-flow-logs"]
  override_during = plan
  values          = { arn = "arn:aws:iam::123456789012:role/network-flow-logs" }
}

override_resource {
  target          = module.identity.aws_iam_role.this["fetch"]
  override_during = plan
  values          = { arn = "arn:aws:iam::123456789012:role/fetch" }
}

override_resource {
  target          = module.identity.aws_iam_role.this["fetch-execution"]
  override_during = plan
  values          = { arn = "arn:aws:iam::123456789012:role/fetch-execution" }
}

override_resource {
  target          = module.identity.aws_iam_role.this["fetch-runner"]
  override_during = plan
  values          = { arn = "arn:aws:iam::123456789012:role/fetch-runner" }
}

override_resource {
  target          = module.identity.aws_iam_role.this["fetch-scheduler"]
  override_during = plan
  values          = { arn = "arn:aws:iam::123456789012:role/fetch-scheduler" }
}

override_resource {
  target          = module.identity.aws_iam_role.this["importer"]
  override_during = plan
  values          = { arn = "arn:aws:iam::123456789012:role/importer" }
}

override_resource {
  target          = module.identity.aws_iam_role.this["records-setup"]
  override_during = plan
  values          = { arn = "arn:aws:iam::123456789012:role/records-setup" }
}

override_resource {
  target          = module.inbox.aws_s3_bucket.this
  override_during = plan

  values = {
    arn                         = "arn:aws:s3:::inbox"
    bucket_regional_domain_name = "inbox.s3.us-east-1.amazonaws.com"
  }
}

override_resource {
  target          = module.arrivals.aws_sqs_queue.this
  override_during = plan

  values = {
    arn = "arn:aws:sqs:us-east-1:123456789012:arrivals"
    url = "https://sqs.us-east-1.amazonaws.com/123456789012/arrivals"
  }
}

override_resource {
  target          = module.failed_arrivals.aws_sqs_queue.this
  override_during = plan

  values = {
    arn = "arn:aws:sqs:us-east-1:123456789012:failed_arrivals"
    url = "https://sqs.us-east-1.amazonaws.com/123456789012/failed_arrivals"
  }
}

override_resource {
  target          = module.records.aws_rds_cluster.this
  override_during = plan

  values = {
    cluster_resource_id = "cluster-records"
    endpoint            = "records.cluster-abc123.us-east-1.rds.amazonaws.com"
    master_user_secret  = [{ secret_arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds-records" }]
    port                = 5432
  }
}

override_resource {
  target          = module.vault.aws_secretsmanager_secret.this["source-api-key"]
  override_during = plan
  values          = { arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:vault/source-api-key" }
}
