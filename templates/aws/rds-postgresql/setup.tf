# The setup job: a task that somebody starts with setup.sh. It runs setup.sql as the administrator, whose password goes from RDS's
# secret to the container and is nowhere else.

locals {
  # https://gallery.ecr.aws/docker/library/postgres, read 2026-12: the client of PostgreSQL, on Alpine Linux.
  setup_image = "public.ecr.aws/docker/library/postgres:17-alpine"

  # With arguments it is psql as the administrator, without any it runs setup.sql.
  setup_script = <<-EOT
    if [ "$#" -gt 0 ]; then exec psql --no-psqlrc "$@"; fi
    printf '%s' "$SETUP_SQL" | psql --no-psqlrc --quiet
  EOT
}

resource "aws_cloudwatch_log_group" "setup" {
  # checkov:skip=CKV_AWS_158: AWS's own key encrypts it; a customer key costs money and adds a kms grant to every flow.
  name              = "/${var.name}-setup"
  retention_in_days = var.log_retention_days

  tags = var.tags
}

resource "aws_security_group" "setup" {
  # checkov:skip=CKV2_AWS_5: Each run of the setup job gets it.
  name        = "${var.name}-setup"
  description = "Setup job of ${var.name}"
  vpc_id      = var.vpc_id

  tags = merge(var.tags, { Name = "${var.name}-setup" })
}

resource "aws_ecs_task_definition" "setup" {
  family                   = "${var.name}-setup"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = var.setup_role_arn

  runtime_platform {
    cpu_architecture        = "ARM64"
    operating_system_family = "LINUX"
  }

  container_definitions = jsonencode([{
    name                   = "psql"
    image                  = local.setup_image
    essential              = true
    user                   = "postgres"
    readonlyRootFilesystem = true
    entryPoint             = ["sh", "-c", local.setup_script, "setup"]

    environment = [for name, value in {
      LOGINS            = jsonencode(values(var.logins))
      PGCONNECT_TIMEOUT = "60"
      PGDATABASE        = aws_db_instance.this.db_name
      PGHOST            = aws_db_instance.this.address
      PGPORT            = tostring(aws_db_instance.this.port)
      PGSSLMODE         = "require"
      PGUSER            = aws_db_instance.this.username
      SETUP_SQL         = file("${path.module}/setup.sql")
    } : { name = name, value = value }]

    secrets = [{
      name      = "PGPASSWORD"
      valueFrom = "${aws_db_instance.this.master_user_secret[0].secret_arn}:password::"
    }]

    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.setup.name
        awslogs-region        = var.region
        awslogs-stream-prefix = "setup"
      }
    }
  }])

  tags = var.tags
}
