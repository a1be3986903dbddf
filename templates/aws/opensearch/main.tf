# Full-text search on nodes in the network: over TLS, and for requests that are signed by a role with a grant.

locals {
  # Two nodes in two zones, three in three; one is alone.
  zones = min(var.instances, 3, length(var.subnet_ids))

  # Small nodes can't tune themselves.
  tunes = !startswith(var.instance_type, "t")
}

resource "aws_cloudwatch_log_group" "this" {
  # checkov:skip=CKV_AWS_158: AWS's own key encrypts it; a customer key costs money and adds a kms grant to every flow.
  for_each = toset(["application", "index-slow", "search-slow"])

  name              = "/${var.name}/${each.key}"
  retention_in_days = var.log_retention_days

  tags = var.tags
}

# A service of AWS writes here, and has no role of the account to do it with. An account has room for ten of these.
resource "aws_cloudwatch_log_resource_policy" "this" {
  policy_name = var.name

  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "es.amazonaws.com" }
      Action    = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource  = [for group in aws_cloudwatch_log_group.this : "${group.arn}:*"]
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }]
  })
}

resource "aws_security_group" "this" {
  name        = var.name
  description = "Search ${var.name}"
  vpc_id      = var.vpc_id

  tags = merge(var.tags, { Name = var.name })
}

resource "aws_opensearch_domain" "this" {
  # checkov:skip=CKV_AWS_247: AWS's own key encrypts it; a customer key costs money and adds a kms grant to every flow.
  # checkov:skip=CKV_AWS_317: Audit logs need users of its own beside IAM: the application log has the refusals.
  # checkov:skip=CKV2_AWS_52: Who may do what is IAM's: every request is signed by a role with a grant.
  # checkov:skip=CKV_AWS_318: Dedicated managers are for more than a few nodes.
  # checkov:skip=CKV2_AWS_59: Dedicated managers are for more than a few nodes.
  domain_name    = var.name
  engine_version = "OpenSearch_${var.engine_version}"

  cluster_config {
    instance_type          = var.instance_type
    instance_count         = var.instances
    zone_awareness_enabled = local.zones > 1

    dynamic "zone_awareness_config" {
      for_each = local.zones > 1 ? [local.zones] : []

      content {
        availability_zone_count = zone_awareness_config.value
      }
    }
  }

  ebs_options {
    ebs_enabled = true
    volume_type = "gp3"
    volume_size = var.storage_gb
  }

  vpc_options {
    # A domain takes as many subnets as it has zones.
    subnet_ids         = slice(var.subnet_ids, 0, local.zones)
    security_group_ids = [aws_security_group.this.id]
  }

  encrypt_at_rest {
    enabled = true
  }

  node_to_node_encryption {
    enabled = true
  }

  domain_endpoint_options {
    enforce_https       = true
    tls_security_policy = "Policy-Min-TLS-1-2-PFS-2023-10"
  }

  auto_tune_options {
    desired_state       = local.tunes ? "ENABLED" : "DISABLED"
    rollback_on_disable = "NO_ROLLBACK"
  }

  off_peak_window_options {
    enabled = true

    off_peak_window {
      window_start_time {
        hours   = 3
        minutes = 0
      }
    }
  }

  software_update_options {
    auto_software_update_enabled = true
  }

  dynamic "log_publishing_options" {
    for_each = {
      ES_APPLICATION_LOGS = "application"
      INDEX_SLOW_LOGS     = "index-slow"
      SEARCH_SLOW_LOGS    = "search-slow"
    }

    content {
      log_type                 = log_publishing_options.key
      cloudwatch_log_group_arn = aws_cloudwatch_log_group.this[log_publishing_options.value].arn
    }
  }

  lifecycle {
    precondition {
      condition     = local.zones < 2 || var.instances % local.zones == 0
      error_message = "instances must be 1, 2, or a multiple of the zones."
    }
  }

  tags = var.tags

  # OpenSearch looks whether it may write before it says yes.
  depends_on = [aws_cloudwatch_log_resource_policy.this]
}
