# The internal load balancer in front of the tasks, where a CDN or another component calls them.

locals {
  private = length(var.callers) > 0
}

resource "aws_security_group" "load_balancer" {
  count = local.private ? 1 : 0

  name        = "${var.name}-alb"
  description = "Load balancer of ${var.name}"
  vpc_id      = var.vpc_id

  tags = merge(var.tags, { Name = "${var.name}-alb" })
}

resource "aws_lb" "this" {
  # checkov:skip=CKV2_AWS_20: It is private, and the CDN redirects the users to HTTPS.
  # checkov:skip=CKV_AWS_91: The firewall at the edge logs every request.
  count = local.private ? 1 : 0

  name                       = var.name
  idle_timeout               = var.timeout_seconds
  internal                   = true
  load_balancer_type         = "application"
  subnets                    = var.subnet_ids
  security_groups            = [aws_security_group.load_balancer[0].id]
  drop_invalid_header_fields = true
  enable_deletion_protection = var.deletion_protection

  tags = var.tags
}

resource "aws_lb_target_group" "this" {
  # checkov:skip=CKV_AWS_378: The last hop stays inside the network; the CDN speaks HTTPS to the users.
  count = local.private ? 1 : 0

  name                 = var.name
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

resource "aws_lb_listener" "this" {
  # checkov:skip=CKV_AWS_2: The last hop stays inside the network; the CDN speaks HTTPS to the users.
  # checkov:skip=CKV_AWS_103: The listener speaks HTTP, so there is no version of TLS to choose.
  count = local.private ? 1 : 0

  load_balancer_arn = aws_lb.this[0].arn
  protocol          = "HTTP"
  port              = 80

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this[0].arn
  }

  tags = var.tags
}
