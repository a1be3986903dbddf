mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name               = "example-prod-search"
  account_id         = "123456789012"
  engine_version     = "2.19"
  instance_type      = "t3.medium.search"
  instances          = 2
  log_retention_days = 90
  storage_gb         = 20
  subnet_ids         = ["subnet-a", "subnet-b", "subnet-c"]
  vpc_id             = "vpc-1"
}

run "opensearch_prod" {
  command = plan

  module {
    source = "./modules/opensearch"
  }

  assert {
    condition     = one(aws_opensearch_domain.this.vpc_options[*].subnet_ids) == toset(["subnet-a", "subnet-b"]) && length(aws_security_group.this.ingress) == 0
    error_message = "The domain must be in the network, a subnet for each of its zones, and let nobody in by itself."
  }

  assert {
    condition     = one(aws_opensearch_domain.this.encrypt_at_rest[*].enabled) && one(aws_opensearch_domain.this.node_to_node_encryption[*].enabled)
    error_message = "The index must be encrypted at rest and between nodes."
  }

  assert {
    condition     = one(aws_opensearch_domain.this.domain_endpoint_options[*].enforce_https) && one(aws_opensearch_domain.this.domain_endpoint_options[*].tls_security_policy) == "Policy-Min-TLS-1-2-PFS-2023-10"
    error_message = "Requests without TLS 1.2 must be refused."
  }

  assert {
    condition     = one(aws_opensearch_domain.this.cluster_config[*].zone_awareness_enabled) && one(aws_opensearch_domain.this.cluster_config[*].instance_count) == 2
    error_message = "Two nodes must be in two zones."
  }

  assert {
    condition     = jsondecode(aws_cloudwatch_log_resource_policy.this.policy_document).Statement[0].Condition == { StringEquals = { "aws:SourceAccount" = "123456789012" } }
    error_message = "OpenSearch must write logs for this account alone."
  }
}
