# A container service on Fargate behind an internal load balancer, a public one or both, as its flows ask. The rules of the security
# groups are flows too.

resource "aws_cloudwatch_log_group" "this" {
  # checkov:skip=CKV_AWS_158: AWS's own key encrypts it; a customer key costs money and adds a kms grant to every flow.
  name              = "/${var.name}"
  retention_in_days = var.log_retention_days

  tags = var.tags
}

locals {
  # Until the first image is pushed a public one answers, on its own port and path.
  placeholder = {
    health_path = "/"
    image       = "public.ecr.aws/nginx/nginx-unprivileged:stable-alpine"
    port        = 8080
  }
  health_path = var.image == null ? local.placeholder.health_path : var.health_path
  image       = coalesce(var.image, local.placeholder.image)
  port        = var.image == null ? local.placeholder.port : var.port

  # Memory, so that any user may write there. A volume of the task would belong to root, unless the image declares it as a VOLUME:
  # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html, read 2026-11. Fargate has tmpfs since 2026-01-06:
  # https://aws.amazon.com/about-aws/whats-new/2026/01/amazon-ecs-tmpfs-mounts-aws-fargate-managed-instances/
  tmp = { containerPath = "/tmp", size = var.tmp_mb, mountOptions = ["exec", "nodev", "nosuid"] }

  target_group_arns = concat(aws_lb_target_group.this[*].arn, aws_lb_target_group.public[*].arn)
}

resource "aws_ecs_task_definition" "this" {
  family                   = var.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu_units
  memory                   = var.memory_mb
  execution_role_arn       = var.execution_role_arn
  task_role_arn            = var.task_role_arn
  skip_destroy             = true # What runs is still named by its revision, and a rollback goes back to an old one.

  runtime_platform {
    cpu_architecture        = "ARM64"
    operating_system_family = "LINUX"
  }

  container_definitions = jsonencode([merge({
    name        = "app"
    image       = local.image
    essential   = true
    stopTimeout = var.shutdown_seconds
    environment = [for name, value in var.environment : { name = name, value = value }]

    # The user is the image's own. A session in a task writes to its file system.
    readonlyRootFilesystem = var.read_only_root && !var.enable_execute_command

    portMappings = [{ containerPort = local.port, hostPort = local.port, protocol = "tcp" }]

    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.this.name
        awslogs-region        = var.region
        awslogs-stream-prefix = "app"
        # A slow log must not stop the service.
        mode = "non-blocking"
      }
    }
  }, var.read_only_root ? { linuxParameters = { tmpfs = [local.tmp] } } : {}, length(var.command) == 0 || var.image == null ? {} : { command = var.command })])

  tags = var.tags
}

resource "aws_security_group" "tasks" {
  name        = var.name
  description = "Tasks of ${var.name}"
  vpc_id      = var.vpc_id

  tags = merge(var.tags, { Name = var.name })
}

resource "aws_ecs_service" "this" {
  name                              = var.name
  cluster                           = var.cluster_arn
  task_definition                   = aws_ecs_task_definition.this.arn
  desired_count                     = var.min_replicas
  health_check_grace_period_seconds = length(local.target_group_arns) > 0 ? 60 : null
  availability_zone_rebalancing     = "ENABLED"
  propagate_tags                    = "SERVICE"
  enable_execute_command            = var.enable_execute_command
  wait_for_steady_state             = true
  force_new_deployment              = true # Else the provider replaces the service when its capacity provider changes.

  capacity_provider_strategy {
    capacity_provider = var.spot ? "FARGATE_SPOT" : "FARGATE"
    weight            = 1
  }

  # A new task takes requests before an old one stops.
  deployment_maximum_percent         = 200
  deployment_minimum_healthy_percent = 100

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  dynamic "load_balancer" {
    for_each = local.target_group_arns

    content {
      container_name   = "app"
      container_port   = local.port
      target_group_arn = load_balancer.value
    }
  }

  network_configuration {
    assign_public_ip = false
    security_groups  = [aws_security_group.tasks.id]
    subnets          = var.subnet_ids
  }

  lifecycle {
    # The autoscaler's business from the first day on.
    ignore_changes = [desired_count]

    # The circuit breaker goes back to the last revision that worked, which is a steady state, too.
    postcondition {
      condition     = self.task_definition == aws_ecs_task_definition.this.arn
      error_message = "The deployment failed and ECS went back to ${self.task_definition}: the events of the service and its log group say why."
    }
  }

  tags = var.tags

  # Without a listener the target group belongs to no load balancer, and ECS refuses it.
  depends_on = [aws_lb_listener.public, aws_lb_listener.this, aws_lb_listener_rule.closed]
}

# The number of tasks

resource "aws_appautoscaling_target" "this" {
  service_namespace  = "ecs"
  resource_id        = "service/${var.cluster_name}/${aws_ecs_service.this.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = var.min_replicas
  max_capacity       = var.max_replicas

  tags = var.tags
}

resource "aws_appautoscaling_policy" "cpu" {
  name               = "${var.name}-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  resource_id        = aws_appautoscaling_target.this.resource_id
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension

  target_tracking_scaling_policy_configuration {
    target_value = var.scale_at_cpu_percent

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}
