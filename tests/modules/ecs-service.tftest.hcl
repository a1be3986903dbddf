# Which load balancers a service has, by who calls it, and what its container is.

mock_provider "aws" {
  mock_resource "aws_acm_certificate" {
    defaults = { arn = "arn:aws:acm:us-east-1:123456789012:certificate/0f0e0d0c-0000-4000-8000-000000000000" }
  }

  mock_resource "aws_acm_certificate_validation" {
    defaults = { certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/0f0e0d0c-0000-4000-8000-000000000000" }
  }

  mock_resource "aws_lb" {
    defaults = {
      arn      = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/mock/50dc6c495c0c9188"
      dns_name = "mock-1.us-east-1.elb.amazonaws.com"
    }
  }

  mock_resource "aws_lb_target_group" {
    defaults = { arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/mock/73e2d6bc24d8a067" }
  }
}

# Two groups with one mocked ARN would be one member of the service's set.
override_resource {
  target = aws_lb_target_group.public
  values = { arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/mock-pub/83e2d6bc24d8a067" }
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
  assert {
    condition     = length(aws_lb.this) == 0 && length(aws_lb.public) == 0 && length(aws_ecs_service.this.load_balancer) == 0
    error_message = "A service that nobody calls has no load balancer."
  }

  assert {
    condition     = output.public_url == null && length(output.certificate_records) == 0
    error_message = "A service that users don't call has no public address."
  }
}

run "a_component" {
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
  variables {
    public = { users = { domain = "shop.example.com", environment = "prod", subnet_ids = ["subnet-public1", "subnet-public2"] } }
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

run "users_and_a_component" {
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
