mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  prefix             = "example-prod"
  region             = "us-east-1"
  cidr_block         = "10.30.0.0/16"
  availability_zones = 3
  nat_gateways       = 3
  flow_log_role_arn  = "arn:aws:iam::123456789012:role/flow-logs"
  log_retention_days = 365
}

run "network_prod" {
  command = plan

  module {
    source = "./modules/network"
  }

  assert {
    condition     = length(aws_default_security_group.this.ingress) == 0 && length(aws_default_security_group.this.egress) == 0
    error_message = "The default group must have no rules."
  }

  assert {
    condition     = alltrue([for subnet in merge(aws_subnet.public, aws_subnet.private, aws_subnet.data) : subnet.map_public_ip_on_launch != true])
    error_message = "No subnet may give out public addresses."
  }

  assert {
    condition     = alltrue([for route in aws_route.private : route.gateway_id == null && route.nat_gateway_id != null])
    error_message = "What runs code must leave through NAT: nothing gets in that way."
  }

  assert {
    condition     = alltrue([for association in aws_route_table_association.data : association.route_table_id == aws_route_table.data.id]) && length(aws_route_table.data.route) == 0
    error_message = "The subnets of data must have no way out of the network."
  }

  assert {
    condition     = length(aws_subnet.data) == 3 && length(aws_nat_gateway.this) == 3
    error_message = "Every zone must have its own subnets and, as asked, its own NAT gateway."
  }

  assert {
    condition = alltrue([
      aws_flow_log.this.traffic_type == "ALL",
      aws_flow_log.this.vpc_id == aws_vpc.this.id,
      aws_flow_log.this.log_destination == aws_cloudwatch_log_group.flows.arn,
      aws_cloudwatch_log_group.flows.retention_in_days == 365,
    ])
    error_message = "All traffic must be logged, and the log kept for log_retention_days."
  }
}
