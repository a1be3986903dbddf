# What the mocked provider gives: ids of the real shape, because providers check the ids and ARNs that others refer to.

mock_data "aws_availability_zones" {
  defaults = { names = ["us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d"] }
}

mock_data "aws_caller_identity" {
  defaults = { account_id = "123456789012" }
}

mock_data "aws_db_instance" {
  defaults = {
    address             = "mock.abcdefghijkl.us-east-1.rds.amazonaws.com"
    engine              = "postgres"
    port                = 5432
    resource_id         = "db-ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    vpc_security_groups = ["sg-0a1b2c3d4e5f67890"]
  }
}

mock_data "aws_ec2_managed_prefix_list" {
  defaults = { id = "pl-3b927c52" }
}

mock_data "aws_elasticache_replication_group" {
  defaults = {
    arn                      = "arn:aws:elasticache:us-east-1:123456789012:replicationgroup:mock"
    num_node_groups          = 1
    port                     = 6379
    primary_endpoint_address = "master.mock.abc123.use1.cache.amazonaws.com"
  }
}

mock_data "aws_partition" {
  defaults = { partition = "aws" }
}

mock_data "aws_rds_cluster" {
  defaults = {
    cluster_resource_id                 = "cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    endpoint                            = "mock.cluster-abcdefghijkl.us-east-1.rds.amazonaws.com"
    engine                              = "aurora-postgresql"
    iam_database_authentication_enabled = true
    port                                = 5432
    vpc_security_group_ids              = ["sg-0a1b2c3d4e5f67890"]
  }
}

mock_data "aws_s3_bucket" {
  defaults = {
    arn                         = "arn:aws:s3:::mock"
    bucket_regional_domain_name = "mock.s3.us-east-1.amazonaws.com"
  }
}

mock_data "aws_secretsmanager_secret" {
  defaults = { arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:mock-AbCdEf" }
}

mock_data "aws_sqs_queue" {
  defaults = {
    arn = "arn:aws:sqs:us-east-1:123456789012:mock"
    url = "https://sqs.us-east-1.amazonaws.com/123456789012/mock"
  }
}

# The real provider knows the names while it plans, too. What is given then must stay the same, so every text has a value.
mock_resource "aws_acm_certificate" {
  override_during = plan

  defaults = {
    arn                 = "arn:aws:acm:us-east-1:123456789012:certificate/0f0e0d0c-0000-4000-8000-000000000000"
    id                  = "arn:aws:acm:us-east-1:123456789012:certificate/0f0e0d0c-0000-4000-8000-000000000000"
    key_algorithm       = "RSA_2048"
    not_after           = "2027-12-31T23:59:59Z"
    not_before          = "2026-12-01T00:00:00Z"
    renewal_eligibility = "INELIGIBLE"
    status              = "PENDING_VALIDATION"
    type                = "AMAZON_ISSUED"

    domain_validation_options = [{
      domain_name           = "mock.example.com"
      resource_record_name  = "_0f0e0d0c.mock.example.com."
      resource_record_type  = "CNAME"
      resource_record_value = "_0c0d0e0f.acm-validations.aws."
    }]
  }
}

mock_resource "aws_acm_certificate_validation" {
  defaults = { certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/0f0e0d0c-0000-4000-8000-000000000000" }
}

mock_resource "aws_bedrock_guardrail" {
  defaults = {
    guardrail_arn = "arn:aws:bedrock:us-east-1:123456789012:guardrail/mock"
    guardrail_id  = "mock"
  }
}

mock_resource "aws_bedrock_guardrail_version" {
  defaults = { version = "1" }
}

mock_resource "aws_cloudfront_distribution" {
  defaults = {
    arn            = "arn:aws:cloudfront::123456789012:distribution/E2QWRUHAPOMQZL"
    domain_name    = "d111111abcdef8.cloudfront.net"
    hosted_zone_id = "Z2FDTNDATAQYW2"
    id             = "E2QWRUHAPOMQZL"
  }
}

mock_resource "aws_cloudwatch_log_group" {
  defaults = { arn = "arn:aws:logs:us-east-1:123456789012:log-group:/mock" }
}

mock_resource "aws_cognito_user_pool" {
  defaults = {
    arn      = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_mock"
    endpoint = "cognito-idp.us-east-1.amazonaws.com/us-east-1_mock"
    id       = "us-east-1_mock"
  }
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
    zone_id    = "Z35SXDOTRQ7X7K"
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

mock_resource "aws_neptune_cluster" {
  defaults = {
    cluster_resource_id = "cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    endpoint            = "mock.cluster-abcdefghijkl.us-east-1.neptune.amazonaws.com"
  }
}

mock_resource "aws_opensearch_domain" {
  defaults = {
    arn      = "arn:aws:es:us-east-1:123456789012:domain/mock"
    endpoint = "vpc-mock.us-east-1.es.amazonaws.com"
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

mock_resource "aws_appautoscaling_policy" {
  defaults = { arn = "arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:0f0e0d0c-0000-4000-8000-000000000000:resource/ecs/service/mock/mock:policyName/mock" }
}

# Of these any values will do. Terraform gives a mocked resource values while it plans where it has a block here.

mock_resource "aws_appautoscaling_target" {}

mock_resource "aws_budgets_budget" {}

mock_resource "aws_cloudfront_cache_policy" {}

mock_resource "aws_cloudfront_function" {
  defaults = { arn = "arn:aws:cloudfront::123456789012:function/mock" }
}

mock_resource "aws_cloudfront_origin_access_control" {}

mock_resource "aws_cloudfront_vpc_origin" {}

mock_resource "aws_cloudwatch_dashboard" {}

mock_resource "aws_cloudwatch_log_resource_policy" {}

mock_resource "aws_cloudwatch_metric_alarm" {}

mock_resource "aws_cognito_user_group" {}

mock_resource "aws_cognito_user_pool_client" {}

mock_resource "aws_cognito_user_pool_domain" {}

mock_resource "aws_db_parameter_group" {}

mock_resource "aws_db_subnet_group" {}

mock_resource "aws_default_security_group" {}

mock_resource "aws_ecr_lifecycle_policy" {}

mock_resource "aws_ecr_repository_policy" {}

mock_resource "aws_ecs_cluster_capacity_providers" {}

mock_resource "aws_ecs_service" {}

mock_resource "aws_eip" {}

mock_resource "aws_elasticache_subnet_group" {}

mock_resource "aws_elasticache_user_group" {}

mock_resource "aws_flow_log" {}

mock_resource "aws_iam_role_policy" {}

mock_resource "aws_internet_gateway" {}

mock_resource "aws_lambda_event_source_mapping" {}

mock_resource "aws_lb_listener_rule" {}

mock_resource "aws_nat_gateway" {}

mock_resource "aws_neptune_cluster_instance" {}

mock_resource "aws_neptune_cluster_parameter_group" {}

mock_resource "aws_neptune_subnet_group" {}

mock_resource "aws_rds_cluster_instance" {}

mock_resource "aws_rds_cluster_parameter_group" {}

mock_resource "aws_route" {}

mock_resource "aws_route53_record" {}

mock_resource "aws_route_table" {}

mock_resource "aws_route_table_association" {}

mock_resource "aws_s3_bucket_lifecycle_configuration" {}

mock_resource "aws_s3_bucket_notification" {}

mock_resource "aws_s3_bucket_ownership_controls" {}

mock_resource "aws_s3_bucket_policy" {}

mock_resource "aws_s3_bucket_public_access_block" {}

mock_resource "aws_s3_bucket_server_side_encryption_configuration" {}

mock_resource "aws_s3_bucket_versioning" {}

mock_resource "aws_scheduler_schedule" {}

mock_resource "aws_scheduler_schedule_group" {}

mock_resource "aws_security_group" {}

mock_resource "aws_sns_topic_policy" {}

mock_resource "aws_sns_topic_subscription" {}

mock_resource "aws_sqs_queue_policy" {}

mock_resource "aws_sqs_queue_redrive_allow_policy" {}

mock_resource "aws_subnet" {}

mock_resource "aws_vpc" {}

mock_resource "aws_vpc_endpoint" {}

mock_resource "aws_vpc_security_group_egress_rule" {}

mock_resource "aws_vpc_security_group_ingress_rule" {}

mock_resource "aws_wafv2_web_acl_association" {}

mock_resource "aws_wafv2_web_acl_logging_configuration" {}
