# Aurora PostgreSQL Serverless v2. RDS keeps the administrator's password in Secrets Manager; the code logs in with IAM.

# RDS would make this group itself, and keep the logs for ever.
resource "aws_cloudwatch_log_group" "postgresql" {
  # checkov:skip=CKV_AWS_158: AWS's own key encrypts it; a customer key costs money and adds a kms grant to every flow.
  name              = "/aws/rds/cluster/${var.name}/postgresql"
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

# A new major version needs a new group, and the cluster leaves the old one first.
resource "aws_rds_cluster_parameter_group" "this" {
  name        = "${var.name}-${var.engine_version}"
  description = "Parameters of ${var.name}"
  family      = "aurora-postgresql${var.engine_version}"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
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

resource "aws_rds_cluster" "this" {
  # checkov:skip=CKV_AWS_327: AWS's own key encrypts it; a customer key costs money and adds a kms grant to every flow.
  # checkov:skip=CKV2_AWS_8: The cluster's own continuous backups are on.
  cluster_identifier              = var.name
  engine                          = "aurora-postgresql"
  engine_version                  = var.engine_version
  database_name                   = var.database
  db_cluster_parameter_group_name = aws_rds_cluster_parameter_group.this.name

  master_username                     = "postgres"
  manage_master_user_password         = true
  iam_database_authentication_enabled = true

  db_subnet_group_name   = aws_db_subnet_group.this.name
  vpc_security_group_ids = [aws_security_group.this.id]
  storage_encrypted      = true

  # Another major version is somebody's decision: it is written in the tfvars.
  allow_major_version_upgrade     = true
  apply_immediately               = var.apply_immediately
  backup_retention_period         = var.backup_days
  copy_tags_to_snapshot           = true
  deletion_protection             = var.deletion_protection
  skip_final_snapshot             = !var.final_snapshot
  final_snapshot_identifier       = "${var.name}-final-${formatdate("YYYYMMDDhhmmss", timestamp())}"
  enabled_cloudwatch_logs_exports = ["postgresql"]

  serverlessv2_scaling_configuration {
    min_capacity             = var.min_capacity
    max_capacity             = var.max_capacity
    seconds_until_auto_pause = var.min_capacity == 0 ? 3600 : null
  }

  tags = var.tags

  lifecycle {
    # Made up once, with the cluster: each that is destroyed and made again leaves a snapshot with a name of its own.
    ignore_changes = [final_snapshot_identifier]
  }

  depends_on = [aws_cloudwatch_log_group.postgresql]
}

# The first one writes, the others read and stand by.
resource "aws_rds_cluster_instance" "this" {
  # checkov:skip=CKV_AWS_118: Performance Insights is on; enhanced monitoring needs a role and is billed as logs.
  # checkov:skip=CKV_AWS_354: AWS's own key encrypts it; a customer key costs money and adds a kms grant to every flow.
  count = var.instances

  identifier                   = "${var.name}-${count.index + 1}"
  cluster_identifier           = aws_rds_cluster.this.id
  engine                       = aws_rds_cluster.this.engine
  engine_version               = aws_rds_cluster.this.engine_version
  instance_class               = "db.serverless"
  apply_immediately            = var.apply_immediately
  auto_minor_version_upgrade   = true
  copy_tags_to_snapshot        = true
  performance_insights_enabled = true
  promotion_tier               = min(count.index, 15)
  publicly_accessible          = false

  tags = var.tags
}
