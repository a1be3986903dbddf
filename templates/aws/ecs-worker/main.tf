# A container on Fargate that takes messages from queues by itself. Nothing calls it: it has no port, and what its security group lets out
# follows from its flows.

locals {
  # As long as there is no image there is nothing to run, and messages wait in their queues.
  enabled = var.image == null ? 0 : 1

  # Memory, so that any user may write there. A volume of the task would belong to root, unless the image declares it as a VOLUME:
  # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html, read 2026-11. Fargate has tmpfs since 2026-01-06:
  # https://aws.amazon.com/about-aws/whats-new/2026/01/amazon-ecs-tmpfs-mounts-aws-fargate-managed-instances/
  tmp = { containerPath = "/tmp", size = var.tmp_mb, mountOptions = ["exec", "nodev", "nosuid"] }
}

resource "aws_cloudwatch_log_group" "this" {
  # checkov:skip=CKV_AWS_158: AWS's own key encrypts it; a customer key costs money and adds a kms grant to every flow.
  name              = "/${var.name}"
  retention_in_days = var.log_retention_days

  tags = var.tags
}

resource "aws_security_group" "this" {
  # checkov:skip=CKV2_AWS_5: Attached to the tasks, which wait for their first image.
  name        = var.name
  description = "Tasks of ${var.name}"
  vpc_id      = var.vpc_id

  tags = merge(var.tags, { Name = var.name })
}

resource "aws_ecs_task_definition" "this" {
  count = local.enabled

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
    image       = var.image
    essential   = true # A process that ends ends its task, and ECS starts another one.
    stopTimeout = local.stop_seconds
    environment = [for name, value in var.environment : { name = name, value = value }]

    # The user is the image's own. A session in a task writes to its file system.
    readonlyRootFilesystem = var.read_only_root && !var.enable_execute_command

    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.this.name
        awslogs-region        = var.region
        awslogs-stream-prefix = "app"
        # A slow log must not stop the worker.
        mode = "non-blocking"
      }
    }
  }, var.read_only_root ? { linuxParameters = { tmpfs = [local.tmp] } } : {}, length(var.command) == 0 ? {} : { command = var.command })])

  tags = var.tags
}

locals {
  # Between SIGTERM and SIGKILL. Fargate waits two minutes at most; a message that takes longer is delivered again.
  stop_seconds = min(120, var.timeout_seconds)
}

resource "aws_ecs_service" "this" {
  count = local.enabled

  name                          = var.name
  cluster                       = var.cluster_arn
  task_definition               = aws_ecs_task_definition.this[0].arn
  desired_count                 = var.min_replicas
  availability_zone_rebalancing = "ENABLED"
  propagate_tags                = "SERVICE"
  enable_execute_command        = var.enable_execute_command
  wait_for_steady_state         = true
  force_new_deployment          = true # Else the provider replaces the service when its capacity provider changes.

  capacity_provider_strategy {
    capacity_provider = var.spot ? "FARGATE_SPOT" : "FARGATE"
    weight            = 1
  }

  # A new task takes messages before an old one stops.
  deployment_maximum_percent         = 200
  deployment_minimum_healthy_percent = 100

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    assign_public_ip = false
    security_groups  = [aws_security_group.this.id]
    subnets          = var.subnet_ids
  }

  lifecycle {
    # The autoscaler's business from the first day on.
    ignore_changes = [desired_count]

    # The circuit breaker goes back to the last revision that worked, which is a steady state, too.
    postcondition {
      condition     = self.task_definition == aws_ecs_task_definition.this[0].arn
      error_message = "The deployment failed and ECS went back to ${self.task_definition}: the events of the service and its log group say why."
    }
  }

  tags = var.tags
}
