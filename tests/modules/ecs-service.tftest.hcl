# Which load balancers a service has, by who calls it, and what its container is.

mock_provider "aws" {
  override_during = plan

  mock_resource "aws_acm_certificate" {
    defaults = {
      arn = "arn:aws:acm:us-east-1:123456789012:certificate/0f0e0d0c-0000-4000-8000-000000000000"

      domain_validation_options = [{
        domain_name           = "shop.example.com"
        resource_record_name  = "_a.shop.example.com."
        resource_record_type  = "CNAME"
        resource_record_value = "_b.acm-validations.aws."
      }]
    }
  }

  mock_resource "aws_acm_certificate_validation" {
    defaults = { certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/0f0e0d0c-0000-4000-8000-000000000000" }
  }

  mock_resource "aws_lb" {
    defaults = {
      arn      = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/mock/50dc6c495c0c9188"
      dns_name = "mock-1.us-east-1.elb.amazonaws.com"
      zone_id  = "Z35SXDOTRQ7X7K"
    }
  }

  mock_resource "aws_lb_listener_rule" {}

  mock_resource "aws_route53_record" {}

  mock_resource "aws_lb_target_group" {
    defaults = { arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/mock/73e2d6bc24d8a067" }
  }
}

# Two groups with one mocked ARN would be one member of the service's set.
override_resource {
  target          = aws_lb_target_group.public
  override_during = plan
  values          = { arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/mock-pub/83e2d6bc24d8a067" }
}

variables {
  cluster_arn          = "arn:aws:ecs:us-east-1:123456789012:cluster/mock"
  cluster_name         = "mock"
  cpu_units            = 256
  execution_role_arn   = "arn:aws:iam::123456789012:role/execution"
  health_path          = "/healthz"
  image                = null
  log_retention_days   = 30
  max_replicas         = 2
  memory_mb            = 512
  min_replicas         = 1
  name                 = "demo-web"
  port                 = 8080
  region               = "us-east-1"
  scale_at_cpu_percent = 60
  shutdown_seconds     = 30
  subnet_ids           = ["subnet-private1", "subnet-private2"]
  task_role_arn        = "arn:aws:iam::123456789012:role/web"
  timeout_seconds      = 30
  tmp_mb               = 128
  vpc_id               = "vpc-1"
}

run "nobody" {
  command = plan

  assert {
    condition     = length(aws_lb.this) == 0 && length(aws_lb.public) == 0 && length(aws_ecs_service.this.load_balancer) == 0
    error_message = "A service that nobody calls has no load balancer."
  }

  assert {
    condition     = output.public_url == null && length(output.dns_records) == 0
    error_message = "A service that users don't call has no public address."
  }
}

run "a_component" {
  command = plan

  variables {
    callers = { edge = true }
  }

  assert {
    condition     = aws_lb.this[0].internal && aws_lb.this[0].subnets == toset(["subnet-private1", "subnet-private2"])
    error_message = "Components call the internal load balancer."
  }

  assert {
    condition     = length(aws_lb.public) == 0 && length(aws_acm_certificate.this) == 0
    error_message = "Nothing is public without users."
  }
}

run "users" {
  command = plan

  variables {
    public = { users = { domain = "shop.example.com", domain_ready = true, environment = "prod", subnet_ids = ["subnet-public1", "subnet-public2"] } }
  }

  assert {
    condition     = !aws_lb.public[0].internal && aws_lb.public[0].subnets == toset(["subnet-public1", "subnet-public2"])
    error_message = "Users call a load balancer in the public subnets."
  }

  assert {
    condition     = length(aws_lb.this) == 0
    error_message = "No internal load balancer where only users call."
  }

  assert {
    condition     = aws_lb_listener.public[0].protocol == "HTTPS" && aws_lb_listener.public[0].port == 443 && startswith(aws_lb_listener.public[0].ssl_policy, "ELBSecurityPolicy-TLS13-1-2")
    error_message = "Users are answered by HTTPS alone, with TLS 1.2 at least."
  }

  assert {
    condition     = aws_acm_certificate.this[0].domain_name == "shop.example.com" && output.public_url == "https://shop.example.com"
    error_message = "The domain has the certificate and the address."
  }
}

run "records_to_set_in_prod" {
  command = plan

  variables {
    public = { users = { domain = "shop.example.com", domain_aliases = ["www.example.com"], environment = "prod", subnet_ids = ["subnet-public1", "subnet-public2"] } }
  }

  assert {
    condition     = aws_acm_certificate.this[0].subject_alternative_names == toset(["shop.example.com", "www.example.com"]) && length(aws_acm_certificate_validation.this) == 0
    error_message = "The certificate of all names is asked for, and nothing waits for it."
  }

  assert {
    condition     = aws_lb_listener.public[0].port == 80 && one(aws_lb_listener.public[0].default_action).type == "fixed-response" && one(one(aws_lb_listener.public[0].default_action).fixed_response).status_code == "503"
    error_message = "Prod serves nothing in plain HTTP."
  }

  assert {
    condition     = one(aws_lb_listener_rule.closed[0].action).target_group_arn == aws_lb_target_group.public[0].arn && one(one(aws_lb_listener_rule.closed[0].condition).source_ip).values == toset(["192.0.2.0/32"])
    error_message = "ECS needs a target group that a load balancer uses, here by a rule that no request matches."
  }

  assert {
    condition = toset(output.dns_records) == toset([
      { name = "_a.shop.example.com.", type = "CNAME", value = "_b.acm-validations.aws.", purpose = "validation" },
      { name = "shop.example.com", type = "CNAME", value = "mock-1.us-east-1.elb.amazonaws.com", purpose = "traffic" },
      { name = "www.example.com", type = "CNAME", value = "mock-1.us-east-1.elb.amazonaws.com", purpose = "traffic" },
    ])
    error_message = "The output has every record to set, and what it is for."
  }
}

run "records_to_set_in_a_trial" {
  command = plan

  variables {
    public = { users = { domain = "shop.example.com", environment = "dev", subnet_ids = ["subnet-public1", "subnet-public2"] } }
  }

  assert {
    condition     = one(aws_lb_listener.public[0].default_action).type == "forward" && length(aws_lb_listener_rule.closed) == 0 && output.public_url == "http://mock-1.us-east-1.elb.amazonaws.com"
    error_message = "A trial is served on AWS's name until its domain is."
  }
}

run "a_zone" {
  command = plan

  variables {
    public = { users = { domain = "shop.example.com", domain_aliases = ["www.example.com"], dns_zone = "Z0123456789ABCDEFGHIJ", environment = "prod", subnet_ids = ["subnet-public1", "subnet-public2"] } }
  }

  assert {
    condition     = aws_route53_record.validation["shop.example.com"].name == "_a.shop.example.com." && one(aws_route53_record.validation["shop.example.com"].records) == "_b.acm-validations.aws." && aws_route53_record.validation["shop.example.com"].zone_id == "Z0123456789ABCDEFGHIJ"
    error_message = "The zone has the validation record."
  }

  assert {
    condition     = keys(aws_route53_record.traffic) == ["shop.example.com", "www.example.com"] && alltrue([for record in aws_route53_record.traffic : one(record.alias).zone_id == "Z35SXDOTRQ7X7K" && one(record.alias).name == "mock-1.us-east-1.elb.amazonaws.com"])
    error_message = "Every name leads to the load balancer."
  }

  assert {
    condition     = aws_lb_listener.public[0].certificate_arn == aws_acm_certificate_validation.this[0].certificate_arn && length(output.dns_records) == 0 && output.public_url == "https://shop.example.com"
    error_message = "One apply serves the domain."
  }
}

run "users_and_a_component" {
  command = plan

  variables {
    callers = { edge = true }
    public  = { users = { domain = null, environment = "dev", subnet_ids = ["subnet-public1", "subnet-public2"] } }
  }

  assert {
    condition     = aws_lb.this[0].internal && !aws_lb.public[0].internal && length(aws_ecs_service.this.load_balancer) == 2
    error_message = "Each has a load balancer of its own."
  }

  assert {
    condition     = aws_lb_listener.public[0].protocol == "HTTP" && aws_lb_listener.public[0].port == 80 && startswith(output.public_url, "http://")
    error_message = "Without a domain there is no certificate."
  }
}

run "prod_without_a_domain" {
  command = plan

  variables {
    public = { users = { domain = null, environment = "prod", subnet_ids = ["subnet-public1", "subnet-public2"] } }
  }

  expect_failures = [aws_lb.public]
}

run "read_only_root" {
  command = plan

  assert {
    condition = one([
      for container in jsondecode(aws_ecs_task_definition.this.container_definitions) : container.readonlyRootFilesystem && container.linuxParameters.tmpfs == [
        { containerPath = "/tmp", mountOptions = ["exec", "nodev", "nosuid"], size = 128 },
      ]
    ])
    error_message = "The root is read-only, and /tmp is memory that any user may write to."
  }

  assert {
    condition     = alltrue([for container in jsondecode(aws_ecs_task_definition.this.container_definitions) : !can(container.user)])
    error_message = "The user is the image's own."
  }
}

run "writable_root" {
  command = plan

  variables {
    read_only_root = false
  }

  assert {
    condition     = alltrue([for container in jsondecode(aws_ecs_task_definition.this.container_definitions) : !container.readonlyRootFilesystem && !can(container.linuxParameters)])
    error_message = "A writable root has its own /tmp."
  }
}

run "image_of_a_digest" {
  command = plan

  variables {
    image = "registry.example.com:5000/web:1.4.2@sha256:94afd1f2e64d908bc90dbca0035a5b56794afd1f2e64d908bc90dbca0035a5b5"
  }

  assert {
    condition     = endswith(one(jsondecode(aws_ecs_task_definition.this.container_definitions)).image, "a5b5") && one(jsondecode(aws_ecs_task_definition.this.container_definitions)).readonlyRootFilesystem
    error_message = "An image is named by its digest."
  }
}

run "image_without_a_tag" {
  command = plan

  variables {
    image = "registry.example.com:5000/web"
  }

  expect_failures = [var.image]
}

run "image_latest" {
  command = plan

  variables {
    image = "registry.example.com/web:latest"
  }

  expect_failures = [var.image]
}

run "tmp_as_large_as_the_task" {
  command = plan

  variables {
    tmp_mb = 512
  }

  expect_failures = [var.tmp_mb]
}
