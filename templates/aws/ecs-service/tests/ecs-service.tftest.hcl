mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name                 = "example-prod-web"
  cpu_units            = 1024
  memory_mb            = 2048
  image                = "123456789012.dkr.ecr.us-east-1.amazonaws.com/example-prod/web:1"
  port                 = 8080
  health_path          = "/healthz"
  min_replicas         = 2
  max_replicas         = 12
  scale_at_cpu_percent = 60
  timeout_seconds      = 30
  shutdown_seconds     = 30
  deletion_protection  = true
  region               = "us-east-1"
  vpc_id               = "vpc-0a1b2c3d4e5f60718"
  subnet_ids           = ["subnet-0a1b2c3d4e5f60718", "subnet-1a1b2c3d4e5f60718"]
  cluster_arn          = "arn:aws:ecs:us-east-1:123456789012:cluster/example"
  cluster_name         = "example"
  execution_role_arn   = "arn:aws:iam::123456789012:role/execution"
  task_role_arn        = "arn:aws:iam::123456789012:role/web"
  log_retention_days   = 365
  callers              = { edge = true }
}

run "ecs_service_private" {
  command = plan

  module {
    source = "./modules/ecs-service"
  }

  assert {
    condition     = aws_lb.this[0].internal && length(aws_lb.public) == 0
    error_message = "Without a flow from users no load balancer may have a public address."
  }

  assert {
    condition     = !one(aws_ecs_service.this.network_configuration[*].assign_public_ip)
    error_message = "Tasks must have no public address."
  }

  assert {
    condition = alltrue([
      toset(one(aws_ecs_service.this.network_configuration[*].security_groups)) == toset([aws_security_group.tasks.id]),
      length(aws_security_group.tasks.ingress) == 0,
      length(aws_security_group.tasks.egress) == 0,
      length(aws_security_group.load_balancer[0].ingress) == 0,
      length(aws_security_group.load_balancer[0].egress) == 0,
    ])
    error_message = "The groups must have no rules of their own: those of the flows are in flows.tf."
  }

  assert {
    condition = alltrue([
      for container in jsondecode(aws_ecs_task_definition.this.container_definitions) :
      container.readonlyRootFilesystem && !try(container.privileged, false)
    ])
    error_message = "The code must run without privileges, on a file system that it can't write to."
  }

  assert {
    condition     = aws_ecs_task_definition.this.task_role_arn == var.task_role_arn && aws_ecs_task_definition.this.execution_role_arn == var.execution_role_arn
    error_message = "The code must have its own role, and not the one that pulls its image."
  }

  assert {
    condition     = aws_lb.this[0].enable_deletion_protection && aws_lb.this[0].drop_invalid_header_fields
    error_message = "The load balancer must refuse to be destroyed, and drop headers that are malformed."
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.retention_in_days == 365
    error_message = "The log must be kept for log_retention_days."
  }

  assert {
    condition     = aws_appautoscaling_target.this.min_capacity == 2 && one(aws_ecs_service.this.capacity_provider_strategy[*].capacity_provider) == "FARGATE"
    error_message = "min_replicas must run at least, on capacity that isn't taken away."
  }
}

run "ecs_service_public" {
  command = plan

  module {
    source = "./modules/ecs-service"
  }

  variables {
    callers   = {}
    public    = { users = { domain = "app.example.com", domain_ready = true, environment = "prod", subnet_ids = ["subnet-2a1b2c3d4e5f60718", "subnet-3a1b2c3d4e5f60718"] } }
    firewalls = { shield = "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/shield/0f0e0d0c-0000-4000-8000-000000000000" }
  }

  assert {
    condition     = aws_lb_listener.public[0].protocol == "HTTPS" && aws_lb_listener.public[0].port == 443 && startswith(aws_lb_listener.public[0].ssl_policy, "ELBSecurityPolicy-TLS13-1-2-")
    error_message = "With a domain users must be served by HTTPS alone, with TLS 1.2 or later."
  }

  assert {
    condition     = aws_wafv2_web_acl_association.public["shield"].resource_arn == aws_lb.public[0].arn
    error_message = "The firewall must stand in front of the public load balancer."
  }

  assert {
    condition     = length(aws_security_group.public[0].ingress) == 0 && !one(aws_ecs_service.this.network_configuration[*].assign_public_ip)
    error_message = "Only the load balancer may be public, by the rules of flows.tf."
  }
}

run "ecs_service_waits_for_records" {
  command = plan

  module {
    source = "./modules/ecs-service"
  }

  variables {
    callers = {}
    public  = { users = { domain = "app.example.com", environment = "prod", subnet_ids = ["subnet-2a1b2c3d4e5f60718", "subnet-3a1b2c3d4e5f60718"] } }
  }

  assert {
    condition     = one(aws_lb_listener.public[0].default_action[*].type) == "fixed-response" && one(flatten(aws_lb_listener.public[0].default_action[*].fixed_response[*].status_code)) == "503"
    error_message = "Before its domain is served prod must answer nobody in plain HTTP."
  }

  assert {
    condition     = one(flatten(aws_lb_listener_rule.closed[0].condition[*].source_ip[*].values[*])) == "192.0.2.0/32"
    error_message = "The rule that holds the target group must match no request."
  }
}
