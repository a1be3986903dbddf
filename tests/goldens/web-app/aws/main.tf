# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider aws` writes it again and keeps edits.

# The components of the stack. What each may do with the others is in flows.tf.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

# The addresses from which CloudFront enters the network.
data "aws_ec2_managed_prefix_list" "cloudfront" {
  name = "com.amazonaws.global.cloudfront.origin-facing"
}

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
    web     = { lambda_function_arn = null }
    migrate = { lambda_function_arn = null }
  }
}

# identity: identity, AWS IAM roles
module "identity" {
  source = "./modules/iam-roles"

  names = var.identity.names
  tags  = { Component = "identity" }

  identities = {
    network-flow-logs = { service = "vpc-flow-logs.amazonaws.com" }
    web               = { service = "ecs-tasks.amazonaws.com" }
    web-execution     = { service = "ecs-tasks.amazonaws.com" }
    migrate           = { service = "ecs-tasks.amazonaws.com" }
    migrate-execution = { service = "ecs-tasks.amazonaws.com" }
    migrate-runner    = { service = "states.amazonaws.com" }
    migrate-scheduler = { service = "scheduler.amazonaws.com" }
    app-db-setup      = { service = "ecs-tasks.amazonaws.com" }
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

# shield: firewall, AWS WAF
module "shield" {
  source    = "./modules/wafv2"
  providers = { aws = aws.us_east_1 }

  name                = var.shield.name
  requests_per_minute = var.shield.requests_per_minute
  block               = var.shield.block
  blocked_ranges      = var.shield.blocked_ranges
  log_retention_days  = var.logs.retention_days
  scope               = "CLOUDFRONT"
  tags                = { Component = "shield" }
}

# edge: cdn, Amazon CloudFront
module "edge" {
  source    = "./modules/cloudfront"
  providers = { aws = aws.us_east_1 }

  name              = var.edge.name
  cache_ttl_seconds = var.edge.cache_ttl_seconds
  price_class       = var.edge.price_class
  domain            = var.domain
  domain_aliases    = var.domain_aliases
  domain_ready      = var.domain_ready
  dns_zone          = var.dns_zone
  firewalls         = { shield = module.shield.arn }
  store_origins     = { assets = { domain_name = module.assets.domain_name } }
  tags              = { Component = "edge" }

  service_origins = {
    web = {
      load_balancer_arn = module.web.load_balancer_arn
      domain_name       = module.web.load_balancer_domain_name
    }
  }

  routes = {
    "/*"        = { origin = "web", timeout_seconds = var.web.timeout_seconds }
    "/static/*" = { origin = "assets" }
  }
}

# assets: object-store, Amazon S3
module "assets" {
  source = "./modules/s3"

  name            = "${var.assets.name}-${local.suffix}"
  noncurrent_days = var.assets.noncurrent_days
  cool_after_days = var.assets.cool_after_days
  force_destroy   = var.assets.force_destroy
  cdn_readers     = { edge = { arn = module.edge.arn, paths = ["/static/*"] } }
  tags            = { Component = "assets" }
}

# uploads: object-store, Amazon S3
module "uploads" {
  source = "./modules/s3"

  name            = "${var.uploads.name}-${local.suffix}"
  noncurrent_days = var.uploads.noncurrent_days
  cool_after_days = var.uploads.cool_after_days
  force_destroy   = var.uploads.force_destroy
  tags            = { Component = "uploads" }
}

# web: service, Amazon ECS on AWS Fargate
module "web" {
  source = "./modules/ecs-service"

  name                   = var.web.name
  cpu_units              = var.web.cpu_units
  memory_mb              = var.web.memory_mb
  image                  = var.web_image
  command                = var.web.command
  read_only_root         = var.web.read_only_root
  tmp_mb                 = var.web.tmp_mb
  port                   = var.web.port
  health_path            = var.web.health_path
  min_replicas           = var.web.min_replicas
  max_replicas           = var.web.max_replicas
  scale_at_cpu_percent   = var.web.scale_at_cpu_percent
  timeout_seconds        = var.web.timeout_seconds
  shutdown_seconds       = var.web.shutdown_seconds
  spot                   = var.web.spot
  enable_execute_command = var.web.enable_execute_command
  deletion_protection    = var.web.deletion_protection
  region                 = var.region
  vpc_id                 = module.network.vpc_id
  subnet_ids             = module.network.private_subnet_ids
  cluster_arn            = module.cluster.arn
  cluster_name           = module.cluster.name
  execution_role_arn     = module.identity.arns["web-execution"]
  task_role_arn          = module.identity.arns["web"]
  log_retention_days     = var.logs.retention_days
  callers                = { edge = true }
  tags                   = { Component = "web" }

  environment = merge(
    { PUBLIC_URL = module.edge.url },
    local.web_to_app_db,
    local.web_to_app_cache,
    local.web_to_uploads,
    local.web_to_vault,
  )

  depends_on = [
    aws_iam_role_policy.web_execution,
    aws_iam_role_policy.web,
    aws_iam_role_policy.web_exec,
    aws_iam_role_policy.web_to_app_db,
    aws_iam_role_policy.web_to_app_cache,
    aws_iam_role_policy.web_to_uploads,
    aws_iam_role_policy.web_to_vault,
  ]
}

# migrate: job, Amazon ECS task
module "migrate" {
  source = "./modules/ecs-job"

  name               = var.migrate.name
  cpu_units          = var.migrate.cpu_units
  memory_mb          = var.migrate.memory_mb
  image              = var.migrate_image
  command            = var.migrate.command
  read_only_root     = var.migrate.read_only_root
  tmp_mb             = var.migrate.tmp_mb
  schedule           = var.migrate.schedule
  timeout_seconds    = var.migrate.timeout_seconds
  max_retries        = var.migrate.max_retries
  region             = var.region
  partition          = local.partition
  vpc_id             = module.network.vpc_id
  subnet_ids         = module.network.private_subnet_ids
  cluster_arn        = module.cluster.arn
  execution_role_arn = module.identity.arns["migrate-execution"]
  task_role_arn      = module.identity.arns["migrate"]
  runner_role_arn    = module.identity.arns["migrate-runner"]
  scheduler_role_arn = module.identity.arns["migrate-scheduler"]
  log_retention_days = var.logs.retention_days
  environment        = local.migrate_to_app_db
  tags               = { Component = "migrate" }

  depends_on = [
    aws_iam_role_policy.migrate_execution,
    aws_iam_role_policy.migrate_scheduler,
    aws_iam_role_policy.migrate_runner,
    aws_iam_role_policy.migrate,
    aws_iam_role_policy.migrate_to_app_db,
  ]
}

# app-db: relational-db, Amazon Aurora PostgreSQL Serverless v2
module "app_db" {
  source = "./modules/aurora-postgresql"

  name                = var.app_db.name
  engine_version      = var.app_db.engine_version
  database            = var.app_db.database
  min_capacity        = var.app_db.min_capacity
  max_capacity        = var.app_db.max_capacity
  instances           = var.app_db.instances
  backup_days         = var.app_db.backup_days
  deletion_protection = var.app_db.deletion_protection
  final_snapshot      = var.app_db.final_snapshot
  apply_immediately   = var.app_db.apply_immediately
  region              = var.region
  vpc_id              = module.network.vpc_id
  subnet_ids          = module.network.data_subnet_ids
  log_retention_days  = var.logs.retention_days
  cluster_arn         = module.cluster.arn
  setup_role_arn      = module.identity.arns["app-db-setup"]
  setup_subnet_ids    = module.network.private_subnet_ids
  tags                = { Component = "app-db" }

  logins = {
    web     = { name = "web", actions = ["read-write"] }
    migrate = { name = "migrate", actions = ["migrate"] }
  }
}

# app-cache: cache, Amazon ElastiCache for Valkey
module "app_cache" {
  source = "./modules/elasticache"

  name              = var.app_cache.name
  node_type         = var.app_cache.node_type
  nodes             = var.app_cache.nodes
  engine_version    = var.app_cache.engine_version
  snapshot_days     = var.app_cache.snapshot_days
  apply_immediately = var.app_cache.apply_immediately
  vpc_id            = module.network.vpc_id
  subnet_ids        = module.network.data_subnet_ids
  users             = { web = "read-write" }
  tags              = { Component = "app-cache" }
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
    web-cpu = {
      description = "web: its tasks are busy although it scales"
      metric      = "AWS/ECS/CPUUtilization"
      dimensions  = { ClusterName = module.cluster.name, ServiceName = module.web.service_name }
      statistic   = "Average"
      threshold   = var.watch.saturation_percent
      minutes     = 15
    }
    migrate-failures = {
      description = "migrate: a run failed"
      metric      = "AWS/States/ExecutionsFailed"
      dimensions  = { StateMachineArn = module.migrate.state_machine_arn }
      statistic   = "Sum"
      threshold   = 0
      minutes     = 5
    }
    migrate-timeouts = {
      description = "migrate: a run took too long"
      metric      = "AWS/States/ExecutionsTimedOut"
      dimensions  = { StateMachineArn = module.migrate.state_machine_arn }
      statistic   = "Sum"
      threshold   = 0
      minutes     = 5
    }
    migrate-silent = {
      description = "migrate: no run has begun for days"
      metric      = "AWS/States/ExecutionsStarted"
      dimensions  = { StateMachineArn = module.migrate.state_machine_arn }
      statistic   = "Sum"
      threshold   = 1
      below       = true
      minutes     = 1440
      periods     = module.migrate.silence.days
      missing     = module.migrate.silence.missing
    }
    migrate-scheduler = {
      description = "migrate: the scheduler could not start a run"
      metric      = "AWS/Scheduler/TargetErrorCount"
      dimensions  = { ScheduleGroup = module.migrate.schedule_group }
      statistic   = "Sum"
      threshold   = 0
      minutes     = 5
    }
    app-db-capacity = {
      description = "app-db: near the most capacity that it may take"
      metric      = "AWS/RDS/ACUUtilization"
      dimensions  = { DBClusterIdentifier = module.app_db.identifier }
      statistic   = "Average"
      threshold   = var.watch.saturation_percent
      minutes     = 15
    }
    app-db-storage = {
      description = "app-db: less than 2 GiB of local storage for sorting and logs; the data's own storage grows by itself"
      metric      = "AWS/RDS/FreeLocalStorage"
      dimensions  = { DBClusterIdentifier = module.app_db.identifier }
      statistic   = "Minimum"
      threshold   = 2147483648
      below       = true
      minutes     = 5
    }
    app-cache-memory = {
      description = "app-cache: nearly full"
      metric      = "AWS/ElastiCache/DatabaseMemoryUsagePercentage"
      dimensions  = { CacheClusterId = module.app_cache.cluster_id }
      statistic   = "Maximum"
      threshold   = var.watch.saturation_percent
      minutes     = 5
    }
    app-cache-cpu = {
      description = "app-cache: its engine is busy"
      metric      = "AWS/ElastiCache/EngineCPUUtilization"
      dimensions  = { CacheClusterId = module.app_cache.cluster_id }
      statistic   = "Average"
      threshold   = var.watch.saturation_percent
      minutes     = 15
    }
    web-latency = {
      description = "web: slow answers"
      metric      = "AWS/ApplicationELB/TargetResponseTime"
      dimensions  = { LoadBalancer = module.web.load_balancer_metric_name }
      statistic   = "p95"
      threshold   = var.watch.latency_seconds
      minutes     = 5
    }
    web-unanswered = {
      description = "web: the load balancer answers in place of the tasks"
      metric      = "AWS/ApplicationELB/HTTPCode_ELB_5XX_Count"
      dimensions  = { LoadBalancer = module.web.load_balancer_metric_name }
      statistic   = "Sum"
      threshold   = 10
      minutes     = 5
    }
    web-down = {
      description = "web: no task is healthy"
      metric      = "AWS/ApplicationELB/HealthyHostCount"
      dimensions = {
        LoadBalancer = module.web.load_balancer_metric_name
        TargetGroup  = module.web.target_group_metric_name
      }
      statistic = "Maximum"
      threshold = 1
      below     = true
      minutes   = 5
      missing   = "breaching"
    }
  }

  shares = {
    web-errors = {
      description = "web: too many answers are server errors"
      metric      = "AWS/ApplicationELB/HTTPCode_Target_5XX_Count"
      percent_of  = "RequestCount"
      dimensions  = { LoadBalancer = module.web.load_balancer_metric_name }
      statistic   = "Sum"
      threshold   = var.watch.error_percent
      minutes     = 5
    }
  }
}
