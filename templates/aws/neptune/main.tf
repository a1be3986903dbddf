# Who follows whom, in a graph that grows and shrinks with its load. Logins are by IAM, over TLS, from the network alone.

locals {
  # 1.4.5.1 reads its parameters from the family neptune1.4.
  family = "neptune${join(".", slice(split(".", var.engine_version), 0, 2))}"
}

resource "aws_cloudwatch_log_group" "audit" {
  # checkov:skip=CKV_AWS_158: AWS's own key encrypts it; a customer key costs money and adds a kms grant to every flow.
  # Neptune writes to this name, and makes it without an end if it isn't there first.
  name              = "/aws/neptune/${var.name}/audit"
  retention_in_days = var.log_retention_days

  tags = var.tags
}

resource "aws_neptune_subnet_group" "this" {
  name        = var.name
  description = "Subnets of ${var.name}"
  subnet_ids  = var.subnet_ids

  tags = var.tags
}

resource "aws_security_group" "this" {
  name        = var.name
  description = "Graph ${var.name}"
  vpc_id      = var.vpc_id

  tags = merge(var.tags, { Name = var.name })
}

resource "aws_neptune_cluster_parameter_group" "this" {
  # The next family needs a new group before the old one goes.
  name_prefix = "${var.name}-"
  description = "Parameters of ${var.name}"
  family      = local.family

  parameter {
    name         = "neptune_enable_audit_log"
    value        = "1"
    apply_method = "pending-reboot"
  }

  parameter {
    name         = "neptune_query_timeout"
    value        = "10000"
    apply_method = "pending-reboot"
  }

  tags = var.tags

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_neptune_cluster" "this" {
  # checkov:skip=CKV_AWS_280: AWS's own key encrypts it; a customer key costs money and adds a kms grant to every flow.
  # checkov:skip=CKV_AWS_347: For the same reason.
  cluster_identifier                   = var.name
  engine                               = "neptune"
  engine_version                       = var.engine_version
  allow_major_version_upgrade          = true
  apply_immediately                    = var.apply_immediately
  port                                 = 8182
  neptune_cluster_parameter_group_name = aws_neptune_cluster_parameter_group.this.name
  neptune_subnet_group_name            = aws_neptune_subnet_group.this.name
  vpc_security_group_ids               = [aws_security_group.this.id]
  iam_database_authentication_enabled  = true
  storage_encrypted                    = true
  backup_retention_period              = var.backup_days
  copy_tags_to_snapshot                = true
  deletion_protection                  = var.deletion_protection
  enable_cloudwatch_logs_exports       = ["audit"]
  skip_final_snapshot                  = !var.final_snapshot
  final_snapshot_identifier            = "${var.name}-final-${formatdate("YYYYMMDDhhmmss", timestamp())}"

  serverless_v2_scaling_configuration {
    min_capacity = var.min_capacity
    max_capacity = var.max_capacity
  }

  tags = var.tags

  lifecycle {
    # Made up once, with the cluster: each that is destroyed and made again leaves a snapshot with a name of its own.
    ignore_changes = [final_snapshot_identifier]
  }

  depends_on = [aws_cloudwatch_log_group.audit]
}

# The first writes, the others read and take over. Each is named by a number, so that one more replaces none.
resource "aws_neptune_cluster_instance" "this" {
  count = var.instances

  identifier                 = "${var.name}-${count.index + 1}"
  cluster_identifier         = aws_neptune_cluster.this.id
  engine                     = "neptune"
  instance_class             = "db.serverless"
  neptune_subnet_group_name  = aws_neptune_subnet_group.this.name
  publicly_accessible        = false
  promotion_tier             = count.index
  apply_immediately          = var.apply_immediately
  auto_minor_version_upgrade = false # The version is the variable's, not the maintenance window's.

  tags = var.tags
}
