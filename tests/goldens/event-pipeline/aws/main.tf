# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider aws` writes it again and keeps edits.

# The components of the stack. What each may do with the others is in flows.tf.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  # Parts of ARNs.
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition

  # Some names are global. A hash of account and environment keeps them apart and stays the same on every run.
  suffix = substr(sha256("${local.account_id}/${var.environment}"), 0, 6)

  tags = merge(var.tags, {
    Environment = var.environment
    ManagedBy   = "terraform"
    Project     = var.project
    Stack       = var.prefix
  })
}

# The state belongs to one environment: a plan with the values of another is refused, before it replaces everything.
resource "terraform_data" "stack" {
  input = var.prefix

  lifecycle {
    ignore_changes = [input]

    postcondition {
      condition     = self.output == var.prefix
      error_message = "This state is that of ${self.output}, these values are those of ${var.prefix}: run `terraform init -reconfigure` with the right backend file."
    }
  }
}

# network: network, Amazon VPC
module "network" {
  source = "./modules/network"

  cidr_block         = var.network.cidr_block
  availability_zones = var.network.availability_zones
  nat_gateways       = var.network.nat_gateways
  prefix             = var.prefix
  region             = var.region
  flow_log_role_arn  = module.identity.arns["network-flow-logs"]
  log_retention_days = var.logs.retention_days
  tags               = { Component = "network" }
}

# registry: registry, Amazon Elastic Container Registry
module "registry" {
  source = "./modules/ecr"

  keep_images   = var.registry.keep_images
  force_destroy = var.registry.force_destroy
  prefix        = var.prefix
  tags          = { Component = "registry" }

  repositories = {
    fetch = { lambda_function_arn = null }
    importer = {
      lambda_function_arn = "arn:${local.partition}:lambda:${var.region}:${local.account_id}:function:${var.importer.name}"
    }
  }
}

# identity: identity, AWS IAM roles
module "identity" {
  source = "./modules/iam-roles"

  names = var.identity.names
  tags  = { Component = "identity" }

  identities = {
    network-flow-logs = { service = "vpc-flow-logs.amazonaws.com" }
    fetch             = { service = "ecs-tasks.amazonaws.com" }
    fetch-execution   = { service = "ecs-tasks.amazonaws.com" }
    fetch-runner      = { service = "states.amazonaws.com" }
    fetch-scheduler   = { service = "scheduler.amazonaws.com" }
    importer          = { service = "lambda.amazonaws.com" }
    records-setup     = { service = "ecs-tasks.amazonaws.com" }
  }
}

# cluster: cluster, Amazon ECS cluster
module "cluster" {
  source = "./modules/ecs-cluster"

  name = var.cluster.name
  tags = { Component = "cluster" }
}

# budget: budget, AWS Budgets
module "budget" {
  source = "./modules/budgets"

  name              = var.budget.name
  amount            = var.budget.amount
  actual_percents   = var.budget.actual_percents
  forecast_percents = var.budget.forecast_percents
  emails            = var.budget.emails
  account_id        = local.account_id
  partition         = local.partition
  stack             = var.prefix
  topics            = { watch = module.watch.topic_arn }
  tags              = { Component = "budget" }
}

# fetch: job, Amazon ECS task
module "fetch" {
  source = "./modules/ecs-job"

  name               = var.fetch.name
  cpu_units          = var.fetch.cpu_units
  memory_mb          = var.fetch.memory_mb
  image              = var.fetch_image
  command            = var.fetch.command
  read_only_root     = var.fetch.read_only_root
  tmp_mb             = var.fetch.tmp_mb
  schedule           = var.fetch.schedule
  timeout_seconds    = var.fetch.timeout_seconds
  max_retries        = var.fetch.max_retries
  region             = var.region
  partition          = local.partition
  vpc_id             = module.network.vpc_id
  subnet_ids         = module.network.private_subnet_ids
  cluster_arn        = module.cluster.arn
  execution_role_arn = module.identity.arns["fetch-execution"]
  task_role_arn      = module.identity.arns["fetch"]
  runner_role_arn    = module.identity.arns["fetch-runner"]
  scheduler_role_arn = module.identity.arns["fetch-scheduler"]
  log_retention_days = var.logs.retention_days
  environment        = merge(local.fetch_to_vault, local.fetch_to_inbox)
  tags               = { Component = "fetch" }

  depends_on = [
    aws_iam_role_policy.fetch_execution,
    aws_iam_role_policy.fetch_scheduler,
    aws_iam_role_policy.fetch_runner,
    aws_iam_role_policy.fetch,
    aws_iam_role_policy.fetch_to_vault,
    aws_iam_role_policy.fetch_to_inbox,
  ]
}

# inbox: object-store, Amazon S3
module "inbox" {
  source = "./modules/s3"

  name            = "${var.inbox.name}-${local.suffix}"
  noncurrent_days = var.inbox.noncurrent_days
  cool_after_days = var.inbox.cool_after_days
  force_destroy   = var.inbox.force_destroy
  queues          = { arrivals = module.arrivals.notify_arn }
  tags            = { Component = "inbox" }
}

# arrivals: queue, Amazon SQS
module "arrivals" {
  source = "./modules/sqs"

  name                       = var.arrivals.name
  retention_seconds          = var.arrivals.retention_seconds
  max_receives               = var.arrivals.max_receives
  visibility_timeout_seconds = var.arrivals.visibility_timeout_seconds
  bucket_senders             = { inbox = { arn = module.inbox.arn, account_id = local.account_id } }
  dead_letters               = { failed-arrivals = module.failed_arrivals.arn }
  shared                     = { importer = true }
  tags                       = { Component = "arrivals" }
}

# failed-arrivals: dead-letter, Amazon SQS dead-letter queue
module "failed_arrivals" {
  source = "./modules/sqs-dead-letter"

  name              = var.failed_arrivals.name
  retention_seconds = var.failed_arrivals.retention_seconds
  sources           = { arrivals = module.arrivals.queue_arns }
  tags              = { Component = "failed-arrivals" }
}

# importer: worker, AWS Lambda
module "importer" {
  source = "./modules/lambda-worker"

  name               = var.importer.name
  image              = var.importer_image
  command            = var.importer.command
  memory_mb          = var.importer.memory_mb
  timeout_seconds    = var.importer.timeout_seconds
  batch_size         = var.importer.batch_size
  max_replicas       = var.importer.max_replicas
  vpc_id             = module.network.vpc_id
  subnet_ids         = module.network.private_subnet_ids
  role_arn           = module.identity.arns["importer"]
  log_retention_days = var.logs.retention_days
  queues             = { arrivals = module.arrivals.arn }
  environment        = merge(local.importer_to_arrivals, local.importer_to_inbox, local.importer_to_records)
  tags               = { Component = "importer" }

  depends_on = [
    aws_iam_role_policy.importer,
    aws_iam_role_policy.importer_to_arrivals,
    aws_iam_role_policy.importer_to_inbox,
    aws_iam_role_policy.importer_to_records,
  ]
}

# records: relational-db, Amazon Aurora PostgreSQL Serverless v2
module "records" {
  source = "./modules/aurora-postgresql"

  name                = var.records.name
  engine_version      = var.records.engine_version
  database            = var.records.database
  min_capacity        = var.records.min_capacity
  max_capacity        = var.records.max_capacity
  instances           = var.records.instances
  backup_days         = var.records.backup_days
  deletion_protection = var.records.deletion_protection
  final_snapshot      = var.records.final_snapshot
  apply_immediately   = var.records.apply_immediately
  region              = var.region
  vpc_id              = module.network.vpc_id
  subnet_ids          = module.network.data_subnet_ids
  log_retention_days  = var.logs.retention_days
  cluster_arn         = module.cluster.arn
  setup_role_arn      = module.identity.arns["records-setup"]
  setup_subnet_ids    = module.network.private_subnet_ids
  logins              = { importer = { name = "importer", actions = ["read-write"] } }
  tags                = { Component = "records" }
}

# vault: secrets, AWS Secrets Manager
module "vault" {
  source = "./modules/secrets-manager"

  name          = var.vault.name
  secrets       = var.vault.secrets
  recovery_days = var.vault.recovery_days
  force_destroy = var.vault.force_destroy
  tags          = { Component = "vault" }
}

# watch: observability, Amazon CloudWatch
module "watch" {
  source = "./modules/cloudwatch"

  name   = var.watch.name
  emails = var.watch.emails
  region = var.region
  tags   = { Component = "watch" }

  alarms = {
    fetch-failures = {
      description = "fetch: a run failed"
      metric      = "AWS/States/ExecutionsFailed"
      dimensions  = { StateMachineArn = module.fetch.state_machine_arn }
      statistic   = "Sum"
      threshold   = 0
      minutes     = 5
    }
    fetch-timeouts = {
      description = "fetch: a run took too long"
      metric      = "AWS/States/ExecutionsTimedOut"
      dimensions  = { StateMachineArn = module.fetch.state_machine_arn }
      statistic   = "Sum"
      threshold   = 0
      minutes     = 5
    }
    fetch-silent = {
      description = "fetch: no run has begun for days"
      metric      = "AWS/States/ExecutionsStarted"
      dimensions  = { StateMachineArn = module.fetch.state_machine_arn }
      statistic   = "Sum"
      threshold   = 1
      below       = true
      minutes     = 1440
      periods     = module.fetch.silence.days
      missing     = module.fetch.silence.missing
    }
    fetch-scheduler = {
      description = "fetch: the scheduler could not start a run"
      metric      = "AWS/Scheduler/TargetErrorCount"
      dimensions  = { ScheduleGroup = module.fetch.schedule_group }
      statistic   = "Sum"
      threshold   = 0
      minutes     = 5
    }
    arrivals-age = {
      description = "arrivals: the oldest message waits too long"
      metric      = "AWS/SQS/ApproximateAgeOfOldestMessage"
      dimensions  = { QueueName = module.arrivals.name }
      statistic   = "Maximum"
      threshold   = var.watch.queue_age_seconds
      minutes     = 5
    }
    failed-arrivals-messages = {
      description = "failed-arrivals: a message could not be handled"
      metric      = "AWS/SQS/ApproximateNumberOfMessagesVisible"
      dimensions  = { QueueName = module.failed_arrivals.name }
      statistic   = "Maximum"
      threshold   = 0
      minutes     = 5
    }
    importer-throttles = {
      description = "importer: calls are held back for lack of concurrency"
      metric      = "AWS/Lambda/Throttles"
      dimensions  = { FunctionName = module.importer.name }
      statistic   = "Sum"
      threshold   = 0
      minutes     = 5
    }
    records-capacity = {
      description = "records: near the most capacity that it may take"
      metric      = "AWS/RDS/ACUUtilization"
      dimensions  = { DBClusterIdentifier = module.records.identifier }
      statistic   = "Average"
      threshold   = var.watch.saturation_percent
      minutes     = 15
    }
    records-storage = {
      description = "records: less than 2 GiB of local storage for sorting and logs; the data's own storage grows by itself"
      metric      = "AWS/RDS/FreeLocalStorage"
      dimensions  = { DBClusterIdentifier = module.records.identifier }
      statistic   = "Minimum"
      threshold   = 2147483648
      below       = true
      minutes     = 5
    }
  }

  shares = {
    importer-errors = {
      description = "importer: too many calls fail"
      metric      = "AWS/Lambda/Errors"
      percent_of  = "Invocations"
      dimensions  = { FunctionName = module.importer.name }
      statistic   = "Sum"
      threshold   = var.watch.error_percent
      minutes     = 5
    }
  }
}
