# RDS for PostgreSQL. RDS keeps the administrator's password in Secrets Manager; the code logs in with IAM.

locals {
  # From 400 GiB on RDS stripes the volume, and gp3 starts at these figures instead of 3,000 and 125:
  # https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage
  striped = var.storage_gb >= 400
}

# RDS would make these groups itself, and keep the logs for ever.
resource "aws_cloudwatch_log_group" "this" {
  # checkov:skip=CKV_AWS_158: AWS's own key encrypts it; a customer key costs money and adds a kms grant to every flow.
  for_each = toset(["postgresql", "upgrade"])

  name              = "/aws/rds/instance/${var.name}/${each.key}"
  retention_in_days = var.log_retention_days

  tags = var.tags
}

resource "aws_db_subnet_group" "this" {
  name        = var.name
  description = "Subnets of ${var.name}"
  subnet_ids  = var.subnet_ids

  tags = var.tags
}

resource "aws_security_group" "this" {
  name        = var.name
  description = "Database ${var.name}"
  vpc_id      = var.vpc_id

  tags = merge(var.tags, { Name = var.name })
}

# A new major version needs a new group, and the instance leaves the old one first.
resource "aws_db_parameter_group" "this" {
  name        = "${var.name}-${var.engine_version}"
  description = "Parameters of ${var.name}"
  family      = "postgres${var.engine_version}"

  # RDS's own value, stated: the provider's "immediate" would be a change of the method alone, which RDS refuses.
  parameter {
    name         = "rds.force_ssl"
    value        = "1"
    apply_method = "pending-reboot"
  }

  # Changes of the schema, and statements that take longer than a second.

  parameter {
    name  = "log_statement"
    value = "ddl"
  }

  parameter {
    name  = "log_min_duration_statement"
    value = "1000"
  }

  tags = var.tags

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_instance" "this" {
  # checkov:skip=CKV_AWS_118: Performance Insights is on; enhanced monitoring needs a role and is billed as logs.
  # checkov:skip=CKV_AWS_354: AWS's own key encrypts it; a customer key costs money and adds a kms grant to every flow.
  identifier           = var.name
  engine               = "postgres"
  engine_version       = var.engine_version
  instance_class       = var.instance_class
  db_name              = var.database
  port                 = 5432
  parameter_group_name = aws_db_parameter_group.this.name

  username                            = "postgres"
  manage_master_user_password         = true
  iam_database_authentication_enabled = true

  allocated_storage  = var.storage_gb
  storage_type       = "gp3"
  iops               = local.striped ? 12000 : null
  storage_throughput = local.striped ? 500 : null
  storage_encrypted  = true

  db_subnet_group_name   = aws_db_subnet_group.this.name
  vpc_security_group_ids = [aws_security_group.this.id]
  publicly_accessible    = false
  multi_az               = var.high_availability

  # Another major version is somebody's decision: it is written in the tfvars.
  allow_major_version_upgrade     = true
  apply_immediately               = var.apply_immediately
  auto_minor_version_upgrade      = true
  backup_retention_period         = var.backup_days
  copy_tags_to_snapshot           = true
  deletion_protection             = var.deletion_protection
  skip_final_snapshot             = !var.final_snapshot
  final_snapshot_identifier       = "${var.name}-final-${formatdate("YYYYMMDDhhmmss", timestamp())}"
  enabled_cloudwatch_logs_exports = keys(aws_cloudwatch_log_group.this)
  performance_insights_enabled    = true

  tags = var.tags

  lifecycle {
    # Made up once, with the instance: each that is destroyed and made again leaves a snapshot with a name of its own.
    ignore_changes = [final_snapshot_identifier]
  }
}
