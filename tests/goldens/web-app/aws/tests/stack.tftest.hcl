# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider aws` writes it again and keeps edits.

# The whole stack with mocked providers: no account, no network.
# Mocked ids have the real shape, because providers check the ids and ARNs that other resources refer to.

mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = { names = ["us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d"] }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_data "aws_ec2_managed_prefix_list" {
    defaults = { id = "pl-3b927c52" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_s3_bucket" {
    defaults = {
      arn                         = "arn:aws:s3:::mock"
      bucket_regional_domain_name = "mock.s3.us-east-1.amazonaws.com"
    }
  }

  mock_resource "aws_acm_certificate" {
    defaults = { arn = "arn:aws:acm:us-east-1:123456789012:certificate/0f0e0d0c-0000-4000-8000-000000000000" }
  }

  mock_resource "aws_acm_certificate_validation" {
    defaults = { certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/0f0e0d0c-0000-4000-8000-000000000000" }
  }

  mock_resource "aws_appautoscaling_policy" {
    defaults = { arn = "arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:0f0e0d0c-0000-4000-8000-000000000000:resource/ecs/service/mock/mock:policyName/mock" }
  }

  mock_resource "aws_cloudfront_distribution" {
    defaults = {
      arn         = "arn:aws:cloudfront::123456789012:distribution/E2QWRUHAPOMQZL"
      domain_name = "d111111abcdef8.cloudfront.net"
      id          = "E2QWRUHAPOMQZL"
    }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:us-east-1:123456789012:log-group:/mock" }
  }

  mock_resource "aws_db_instance" {
    defaults = {
      address            = "mock.abc123.us-east-1.rds.amazonaws.com"
      master_user_secret = [{ secret_arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds-mock" }]
      resource_id        = "db-ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    }
  }

  mock_resource "aws_ecr_repository" {
    defaults = {
      arn            = "arn:aws:ecr:us-east-1:123456789012:repository/mock"
      repository_url = "123456789012.dkr.ecr.us-east-1.amazonaws.com/mock"
    }
  }

  mock_resource "aws_ecs_cluster" {
    defaults = {
      arn = "arn:aws:ecs:us-east-1:123456789012:cluster/mock"
      id  = "arn:aws:ecs:us-east-1:123456789012:cluster/mock"
    }
  }

  mock_resource "aws_ecs_task_definition" {
    defaults = { arn = "arn:aws:ecs:us-east-1:123456789012:task-definition/mock:1" }
  }

  mock_resource "aws_elasticache_replication_group" {
    defaults = {
      arn                      = "arn:aws:elasticache:us-east-1:123456789012:replicationgroup:mock"
      port                     = 6379
      primary_endpoint_address = "master.mock.abc123.use1.cache.amazonaws.com"
    }
  }

  mock_resource "aws_elasticache_user" {
    defaults = { arn = "arn:aws:elasticache:us-east-1:123456789012:user:mock" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/mock" }
  }

  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:us-east-1:123456789012:key/0f0e0d0c-0000-4000-8000-000000000000" }
  }

  mock_resource "aws_lambda_function" {
    defaults = { arn = "arn:aws:lambda:us-east-1:123456789012:function:mock" }
  }

  mock_resource "aws_lb" {
    defaults = {
      arn        = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/mock/50dc6c495c0c9188"
      arn_suffix = "app/mock/50dc6c495c0c9188"
      dns_name   = "internal-mock-1234567890.us-east-1.elb.amazonaws.com"
    }
  }

  mock_resource "aws_lb_listener" {
    defaults = { arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/mock/50dc6c495c0c9188/f2f7dc8efc522ab2" }
  }

  mock_resource "aws_lb_target_group" {
    defaults = {
      arn        = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/mock/73e2d6bc24d8a067"
      arn_suffix = "targetgroup/mock/73e2d6bc24d8a067"
    }
  }

  mock_resource "aws_rds_cluster" {
    defaults = {
      cluster_resource_id = "cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ"
      endpoint            = "mock.cluster-abc123.us-east-1.rds.amazonaws.com"
      master_user_secret  = [{ secret_arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds-mock" }]
      port                = 5432
    }
  }

  mock_resource "aws_s3_bucket" {
    defaults = {
      arn                         = "arn:aws:s3:::mock"
      bucket_regional_domain_name = "mock.s3.us-east-1.amazonaws.com"
    }
  }

  mock_resource "aws_secretsmanager_secret" {
    defaults = { arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:mock" }
  }

  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:us-east-1:123456789012:mock" }
  }

  mock_resource "aws_elasticache_serverless_cache" {
    defaults = {
      arn      = "arn:aws:elasticache:us-east-1:123456789012:serverlesscache:mock"
      endpoint = [{ address = "mock-abc123.serverless.use1.cache.amazonaws.com", port = 6379 }]
    }
  }

  mock_resource "aws_sfn_state_machine" {
    defaults = { arn = "arn:aws:states:us-east-1:123456789012:stateMachine:mock" }
  }

  mock_resource "aws_sqs_queue" {
    defaults = {
      arn = "arn:aws:sqs:us-east-1:123456789012:mock"
      url = "https://sqs.us-east-1.amazonaws.com/123456789012/mock"
    }
  }

  mock_resource "aws_wafv2_ip_set" {
    defaults = { arn = "arn:aws:wafv2:us-east-1:123456789012:regional/ipset/mock/0f0e0d0c-0000-4000-8000-000000000000" }
  }

  mock_resource "aws_wafv2_web_acl" {
    defaults = { arn = "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/mock/0f0e0d0c-0000-4000-8000-000000000000" }
  }
}

mock_provider "aws" {
  alias = "us_east_1"

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:us-east-1:123456789012:log-group:aws-waf-logs-mock" }
  }

  mock_resource "aws_acm_certificate" {
    defaults = { arn = "arn:aws:acm:us-east-1:123456789012:certificate/0f0e0d0c-0000-4000-8000-000000000000" }
  }

  mock_resource "aws_acm_certificate_validation" {
    defaults = { certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/0f0e0d0c-0000-4000-8000-000000000000" }
  }

  mock_resource "aws_cloudfront_distribution" {
    defaults = {
      arn         = "arn:aws:cloudfront::123456789012:distribution/E2QWRUHAPOMQZL"
      domain_name = "d111111abcdef8.cloudfront.net"
      id          = "E2QWRUHAPOMQZL"
    }
  }

  mock_resource "aws_cloudfront_function" {
    defaults = { arn = "arn:aws:cloudfront::123456789012:function/mock" }
  }

  mock_resource "aws_wafv2_ip_set" {
    defaults = { arn = "arn:aws:wafv2:us-east-1:123456789012:global/ipset/mock/0f0e0d0c-0000-4000-8000-000000000000" }
  }

  mock_resource "aws_wafv2_web_acl" {
    defaults = { arn = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/mock/0f0e0d0c-0000-4000-8000-000000000000" }
  }
}

run "dev_settings" {
  command = plan

  module {
    source = "./tests/settings"
  }

  variables {
    file = "environments/dev.tfvars"
  }
}

run "dev" {
  state_key = "dev"

  variables {
    environment   = run.dev_settings.values.environment
    region        = run.dev_settings.values.region
    project       = run.dev_settings.values.project
    prefix        = run.dev_settings.values.prefix
    domain        = run.dev_settings.values.domain
    account_id    = run.dev_settings.values.account_id
    tags          = run.dev_settings.values.tags
    network       = run.dev_settings.values.network
    logs          = run.dev_settings.values.logs
    registry      = run.dev_settings.values.registry
    identity      = run.dev_settings.values.identity
    cluster       = run.dev_settings.values.cluster
    budget        = run.dev_settings.values.budget
    shield        = run.dev_settings.values.shield
    edge          = run.dev_settings.values.edge
    assets        = run.dev_settings.values.assets
    uploads       = run.dev_settings.values.uploads
    web           = run.dev_settings.values.web
    migrate       = run.dev_settings.values.migrate
    app_db        = run.dev_settings.values.app_db
    app_cache     = run.dev_settings.values.app_cache
    vault         = run.dev_settings.values.vault
    watch         = run.dev_settings.values.watch
    web_image     = lookup(run.dev_settings.values, "web_image", null)
    migrate_image = lookup(run.dev_settings.values, "migrate_image", null)
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.network.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.network must name its actions."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.web_execution.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.web_execution must name its actions."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.web.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.web must name its actions."
  }

  assert {
    condition     = !anytrue([for statement in flatten([for policy in aws_iam_role_policy.web_exec[*].policy : jsondecode(policy).Statement]) : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.web_exec must name its actions."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.migrate_execution.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.migrate_execution must name its actions."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.migrate_scheduler.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.migrate_scheduler must name its actions."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.migrate_runner.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.migrate_runner must name its actions."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.migrate.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.migrate must name its actions."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.app_db_setup.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.app_db_setup must name its actions."
  }

  assert {
    condition     = toset(keys(local.web_to_app_db)) == toset(["APP_DB_AUTH", "APP_DB_CA", "APP_DB_HOST", "APP_DB_NAME", "APP_DB_PORT", "APP_DB_USER"])
    error_message = "web -> app-db gives its variables and no other."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.web_to_app_db.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.web_to_app_db must name its actions."
  }

  assert {
    condition     = toset(keys(local.migrate_to_app_db)) == toset(["APP_DB_AUTH", "APP_DB_CA", "APP_DB_HOST", "APP_DB_NAME", "APP_DB_PORT", "APP_DB_USER"])
    error_message = "migrate -> app-db gives its variables and no other."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.migrate_to_app_db.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.migrate_to_app_db must name its actions."
  }

  assert {
    condition     = toset(keys(local.web_to_app_cache)) == toset(["APP_CACHE_AUTH", "APP_CACHE_CA", "APP_CACHE_HOST", "APP_CACHE_NAME", "APP_CACHE_PORT", "APP_CACHE_USER"])
    error_message = "web -> app-cache gives its variables and no other."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.web_to_app_cache.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.web_to_app_cache must name its actions."
  }

  assert {
    condition     = toset(keys(local.web_to_uploads)) == toset(["UPLOADS_ENDPOINT", "UPLOADS_NAME"])
    error_message = "web -> uploads gives its variables and no other."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.web_to_uploads.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.web_to_uploads must name its actions."
  }

  assert {
    condition     = toset(keys(local.web_to_vault)) == toset(["VAULT_ENDPOINT"])
    error_message = "web -> vault gives its variables and no other."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.web_to_vault.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.web_to_vault must name its actions."
  }
}

run "staging_settings" {
  command = plan

  module {
    source = "./tests/settings"
  }

  variables {
    file = "environments/staging.tfvars"
  }
}

run "staging" {
  state_key = "staging"

  variables {
    environment   = run.staging_settings.values.environment
    region        = run.staging_settings.values.region
    project       = run.staging_settings.values.project
    prefix        = run.staging_settings.values.prefix
    domain        = run.staging_settings.values.domain
    account_id    = run.staging_settings.values.account_id
    tags          = run.staging_settings.values.tags
    network       = run.staging_settings.values.network
    logs          = run.staging_settings.values.logs
    registry      = run.staging_settings.values.registry
    identity      = run.staging_settings.values.identity
    cluster       = run.staging_settings.values.cluster
    budget        = run.staging_settings.values.budget
    shield        = run.staging_settings.values.shield
    edge          = run.staging_settings.values.edge
    assets        = run.staging_settings.values.assets
    uploads       = run.staging_settings.values.uploads
    web           = run.staging_settings.values.web
    migrate       = run.staging_settings.values.migrate
    app_db        = run.staging_settings.values.app_db
    app_cache     = run.staging_settings.values.app_cache
    vault         = run.staging_settings.values.vault
    watch         = run.staging_settings.values.watch
    web_image     = lookup(run.staging_settings.values, "web_image", null)
    migrate_image = lookup(run.staging_settings.values, "migrate_image", null)
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.network.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.network must name its actions."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.web_execution.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.web_execution must name its actions."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.web.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.web must name its actions."
  }

  assert {
    condition     = !anytrue([for statement in flatten([for policy in aws_iam_role_policy.web_exec[*].policy : jsondecode(policy).Statement]) : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.web_exec must name its actions."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.migrate_execution.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.migrate_execution must name its actions."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.migrate_scheduler.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.migrate_scheduler must name its actions."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.migrate_runner.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.migrate_runner must name its actions."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.migrate.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.migrate must name its actions."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.app_db_setup.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.app_db_setup must name its actions."
  }

  assert {
    condition     = toset(keys(local.web_to_app_db)) == toset(["APP_DB_AUTH", "APP_DB_CA", "APP_DB_HOST", "APP_DB_NAME", "APP_DB_PORT", "APP_DB_USER"])
    error_message = "web -> app-db gives its variables and no other."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.web_to_app_db.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.web_to_app_db must name its actions."
  }

  assert {
    condition     = toset(keys(local.migrate_to_app_db)) == toset(["APP_DB_AUTH", "APP_DB_CA", "APP_DB_HOST", "APP_DB_NAME", "APP_DB_PORT", "APP_DB_USER"])
    error_message = "migrate -> app-db gives its variables and no other."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.migrate_to_app_db.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.migrate_to_app_db must name its actions."
  }

  assert {
    condition     = toset(keys(local.web_to_app_cache)) == toset(["APP_CACHE_AUTH", "APP_CACHE_CA", "APP_CACHE_HOST", "APP_CACHE_NAME", "APP_CACHE_PORT", "APP_CACHE_USER"])
    error_message = "web -> app-cache gives its variables and no other."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.web_to_app_cache.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.web_to_app_cache must name its actions."
  }

  assert {
    condition     = toset(keys(local.web_to_uploads)) == toset(["UPLOADS_ENDPOINT", "UPLOADS_NAME"])
    error_message = "web -> uploads gives its variables and no other."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.web_to_uploads.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.web_to_uploads must name its actions."
  }

  assert {
    condition     = toset(keys(local.web_to_vault)) == toset(["VAULT_ENDPOINT"])
    error_message = "web -> vault gives its variables and no other."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.web_to_vault.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.web_to_vault must name its actions."
  }
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

run "prod" {
  state_key = "prod"

  variables {
    environment   = run.prod_settings.values.environment
    region        = run.prod_settings.values.region
    project       = run.prod_settings.values.project
    prefix        = run.prod_settings.values.prefix
    domain        = run.prod_settings.values.domain
    account_id    = run.prod_settings.values.account_id
    tags          = run.prod_settings.values.tags
    network       = run.prod_settings.values.network
    logs          = run.prod_settings.values.logs
    registry      = run.prod_settings.values.registry
    identity      = run.prod_settings.values.identity
    cluster       = run.prod_settings.values.cluster
    budget        = run.prod_settings.values.budget
    shield        = run.prod_settings.values.shield
    edge          = run.prod_settings.values.edge
    assets        = run.prod_settings.values.assets
    uploads       = run.prod_settings.values.uploads
    web           = run.prod_settings.values.web
    migrate       = run.prod_settings.values.migrate
    app_db        = run.prod_settings.values.app_db
    app_cache     = run.prod_settings.values.app_cache
    vault         = run.prod_settings.values.vault
    watch         = run.prod_settings.values.watch
    web_image     = lookup(run.prod_settings.values, "web_image", null)
    migrate_image = lookup(run.prod_settings.values, "migrate_image", null)
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.network.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.network must name its actions."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.web_execution.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.web_execution must name its actions."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.web.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.web must name its actions."
  }

  assert {
    condition     = !anytrue([for statement in flatten([for policy in aws_iam_role_policy.web_exec[*].policy : jsondecode(policy).Statement]) : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.web_exec must name its actions."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.migrate_execution.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.migrate_execution must name its actions."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.migrate_scheduler.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.migrate_scheduler must name its actions."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.migrate_runner.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.migrate_runner must name its actions."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.migrate.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.migrate must name its actions."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.app_db_setup.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.app_db_setup must name its actions."
  }

  assert {
    condition     = toset(keys(local.web_to_app_db)) == toset(["APP_DB_AUTH", "APP_DB_CA", "APP_DB_HOST", "APP_DB_NAME", "APP_DB_PORT", "APP_DB_USER"])
    error_message = "web -> app-db gives its variables and no other."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.web_to_app_db.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.web_to_app_db must name its actions."
  }

  assert {
    condition     = toset(keys(local.migrate_to_app_db)) == toset(["APP_DB_AUTH", "APP_DB_CA", "APP_DB_HOST", "APP_DB_NAME", "APP_DB_PORT", "APP_DB_USER"])
    error_message = "migrate -> app-db gives its variables and no other."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.migrate_to_app_db.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.migrate_to_app_db must name its actions."
  }

  assert {
    condition     = toset(keys(local.web_to_app_cache)) == toset(["APP_CACHE_AUTH", "APP_CACHE_CA", "APP_CACHE_HOST", "APP_CACHE_NAME", "APP_CACHE_PORT", "APP_CACHE_USER"])
    error_message = "web -> app-cache gives its variables and no other."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.web_to_app_cache.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.web_to_app_cache must name its actions."
  }

  assert {
    condition     = toset(keys(local.web_to_uploads)) == toset(["UPLOADS_ENDPOINT", "UPLOADS_NAME"])
    error_message = "web -> uploads gives its variables and no other."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.web_to_uploads.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.web_to_uploads must name its actions."
  }

  assert {
    condition     = toset(keys(local.web_to_vault)) == toset(["VAULT_ENDPOINT"])
    error_message = "web -> vault gives its variables and no other."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.web_to_vault.policy).Statement : contains(flatten([statement.Action]), "*")])
    error_message = "aws_iam_role_policy.web_to_vault must name its actions."
  }
}
