# The load balancer that users call, where a flow says so.

locals {
  public = length(var.public) > 0

  # In prod nothing is served in plain HTTP: without a certificate yet it answers 503.
  closed = local.public && !local.https && contains([for way in values(var.public) : way.environment], "prod")
}

resource "aws_security_group" "public" {
  count = local.public ? 1 : 0

  name        = "${var.name}-public-alb"
  description = "Public load balancer of ${var.name}"
  vpc_id      = var.vpc_id

  tags = merge(var.tags, { Name = "${var.name}-public-alb" })
}

resource "aws_lb" "public" {
  # checkov:skip=CKV_AWS_91: The service logs its requests, and the network's flow logs every connection.
  # checkov:skip=CKV2_AWS_20: It listens on one port, which is HTTPS wherever there is a domain; nothing answers on HTTP beside it.
  # checkov:skip=CKV2_AWS_28: Attached where a flow leads through a firewall.
  # checkov:skip=CKV2_AWS_76: The firewall is a module of its own, and has AWSManagedRulesKnownBadInputsRuleSet.
  count = local.public ? 1 : 0

  name                       = "${var.name}-pub"
  idle_timeout               = var.timeout_seconds
  internal                   = false
  load_balancer_type         = "application"
  subnets                    = values(var.public)[0].subnet_ids
  security_groups            = [aws_security_group.public[0].id]
  drop_invalid_header_fields = true
  enable_deletion_protection = var.deletion_protection

  tags = var.tags

  lifecycle {
    precondition {
      condition     = length(local.domains) > 0 || values(var.public)[0].environment != "prod"
      error_message = "In prod a service that users call needs a domain, else its load balancer has no certificate: set `domain` in the spec, or put a cdn in front."
    }
  }
}

resource "aws_lb_target_group" "public" {
  # checkov:skip=CKV_AWS_378: The last hop stays inside the network; the load balancer speaks HTTPS to the users.
  count = local.public ? 1 : 0

  name                 = "${var.name}-pub"
  target_type          = "ip"
  vpc_id               = var.vpc_id
  protocol             = "HTTP"
  port                 = 80 # ECS registers each task with its own port; a group in use can't be replaced when that changes.
  deregistration_delay = var.shutdown_seconds

  health_check {
    path     = local.health_path
    interval = 15
    timeout  = 5
    matcher  = "200"
  }

  tags = var.tags
}

# In an update from HTTPS to HTTP the provider sends the TLS policy along, which AWS refuses, so the listener is replaced:
# https://github.com/hashicorp/terraform-provider-aws/issues/1851, read 2026-11
resource "terraform_data" "protocol" {
  count = local.public ? 1 : 0

  input = local.https ? "HTTPS" : "HTTP"
}

# HTTPS, port 443. Without a certificate it is port 80, where a trial is served in plain HTTP and prod is not served.
resource "aws_lb_listener" "public" {
  count = local.public ? 1 : 0

  load_balancer_arn = aws_lb.public[0].arn
  protocol          = local.https ? "HTTPS" : "HTTP"
  port              = local.https ? 443 : 80
  certificate_arn   = local.https ? aws_acm_certificate_validation.this[0].certificate_arn : null
  ssl_policy        = local.https ? "ELBSecurityPolicy-TLS13-1-2-2021-06" : null

  default_action {
    type             = local.closed ? "fixed-response" : "forward"
    target_group_arn = local.closed ? null : aws_lb_target_group.public[0].arn

    dynamic "fixed_response" {
      for_each = local.closed ? [1] : []

      content {
        content_type = "text/plain"
        message_body = "The domain is not served yet."
        status_code  = "503"
      }
    }
  }

  tags = var.tags

  lifecycle {
    replace_triggered_by = [terraform_data.protocol]
  }
}

# ECS takes a target group only if a load balancer uses it. This rule uses it and matches no request: RFC 5737 keeps its address for
# documentation, so no TCP connection comes from it.
resource "aws_lb_listener_rule" "closed" {
  count = local.closed ? 1 : 0

  listener_arn = aws_lb_listener.public[0].arn
  priority     = 1 # The only rule.

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.public[0].arn
  }

  condition {
    source_ip {
      values = ["192.0.2.0/32"]
    }
  }

  tags = var.tags
}

# The firewall looks at every request before the load balancer passes it on.
resource "aws_wafv2_web_acl_association" "public" {
  for_each = var.firewalls

  resource_arn = aws_lb.public[0].arn
  web_acl_arn  = each.value
}
