# A Fargate task that runs at set times, or when run.sh starts it. A state machine starts it, because ECS by itself neither ends a run that takes too long
# nor repeats one that failed.

locals {
  # As long as there is no image there is nothing to run, and the schedule waits with it.
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
  # checkov:skip=CKV2_AWS_5: The schedule attaches it to each run.
  name        = var.name
  description = "Runs of ${var.name}"
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
  skip_destroy             = true # A run that is tried again still names its revision.

  runtime_platform {
    cpu_architecture        = "ARM64"
    operating_system_family = "LINUX"
  }

  container_definitions = jsonencode([merge({
    name        = "app"
    image       = var.image
    essential   = true
    environment = [for name, value in var.environment : { name = name, value = value }]

    # The user is the image's own.
    readonlyRootFilesystem = var.read_only_root

    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.this.name
        awslogs-region        = var.region
        awslogs-stream-prefix = "app"
      }
    }
  }, var.read_only_root ? { linuxParameters = { tmpfs = [local.tmp] } } : {}, length(var.command) == 0 ? {} : { command = var.command })])

  tags = var.tags
}

resource "aws_sfn_state_machine" "this" {
  # checkov:skip=CKV_AWS_284: Traces of the run come from the code.
  # checkov:skip=CKV_AWS_285: The container logs; the history of a run is kept for 90 days.
  count = local.enabled

  name     = var.name
  role_arn = var.runner_role_arn

  definition = jsonencode({
    StartAt = "Run"
    States = {
      Run = {
        Type           = "Task"
        Resource       = "arn:${var.partition}:states:::ecs:runTask.sync"
        TimeoutSeconds = var.timeout_seconds
        End            = true
        Parameters = {
          Cluster        = var.cluster_arn
          LaunchType     = "FARGATE"
          PropagateTags  = "TASK_DEFINITION"
          TaskDefinition = aws_ecs_task_definition.this[0].arn
          NetworkConfiguration = {
            AwsvpcConfiguration = {
              AssignPublicIp = "DISABLED"
              SecurityGroups = [aws_security_group.this.id]
              Subnets        = var.subnet_ids
            }
          }
        }
        Retry = [{
          ErrorEquals     = ["States.ALL"]
          IntervalSeconds = 30
          BackoffRate     = 2
          MaxAttempts     = var.max_retries
        }]
      }
    }
  })

  tags = var.tags
}

locals {
  scheduled = var.schedule == null ? 0 : local.enabled

  # From cron's five fields to EventBridge's six: one of the two day fields must be a question mark, and days have names.
  cron     = split(" ", coalesce(var.schedule, "* * * * *"))
  daily    = local.cron[2] == "*" && local.cron[3] == "*" && local.cron[4] == "*"
  weekly   = local.cron[2] == "*" && local.cron[3] == "*"
  weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]
  weekday  = join(",", [for part in split(",", local.cron[4]) : join("-", [for day in split("-", part) : try(local.weekdays[tonumber(day)], day)])])

  expression = join(" ", [
    local.cron[0],
    local.cron[1],
    local.cron[4] == "*" ? local.cron[2] : "?",
    local.cron[3],
    local.cron[4] == "*" ? "?" : local.weekday,
    "*",
  ])
}

# A group of its own: the scheduler counts its errors by group.
resource "aws_scheduler_schedule_group" "this" {
  name = var.name

  tags = var.tags
}

resource "aws_scheduler_schedule" "this" {
  # checkov:skip=CKV_AWS_297: AWS's own key encrypts it; a customer key costs money and adds a kms grant to every flow.
  count = local.scheduled

  name                = var.name
  group_name          = aws_scheduler_schedule_group.this.name
  schedule_expression = "cron(${local.expression})"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_sfn_state_machine.this[0].arn
    role_arn = var.scheduler_role_arn
  }
}
