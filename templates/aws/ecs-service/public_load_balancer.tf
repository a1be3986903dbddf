# The load balancer that users call, where a flow says so.

locals {
  # Every way in has the same settings: users themselves, or a firewall in front of them.
  public        = length(var.public) > 0
  public_domain = one(distinct([for way in values(var.public) : way.domain]))
  https         = local.public_domain != null
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
      condition     = local.https || values(var.public)[0].environment != "prod"
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

# HTTPS, port 443; without a domain there is no certificate, and a trial gets HTTP on port 80.
resource "aws_lb_listener" "public" {
  count = local.public ? 1 : 0

  load_balancer_arn = aws_lb.public[0].arn
  protocol          = local.https ? "HTTPS" : "HTTP"
  port              = local.https ? 443 : 80
  certificate_arn   = local.https ? aws_acm_certificate_validation.this[0].certificate_arn : null
  ssl_policy        = local.https ? "ELBSecurityPolicy-TLS13-1-2-2021-06" : null

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.public[0].arn
  }

  tags = var.tags
}

# The firewall looks at every request before the load balancer passes it on.
resource "aws_wafv2_web_acl_association" "public" {
  for_each = var.firewalls

  resource_arn = aws_lb.public[0].arn
  web_acl_arn  = each.value
}

# The certificate of the domain. AWS issues it when the records of the output are in the domain's zone.

resource "aws_acm_certificate" "this" {
  count = local.https ? 1 : 0

  domain_name       = local.public_domain
  validation_method = "DNS"

  tags = var.tags

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_acm_certificate_validation" "this" {
  count = local.https ? 1 : 0

  certificate_arn = aws_acm_certificate.this[0].arn
}
