# A container image that Lambda calls with batches from a queue. What fails stays in the queue, and after
# enough deliveries its redrive policy takes it away.

resource "aws_cloudwatch_log_group" "this" {
  # checkov:skip=CKV_AWS_158: AWS's own key encrypts it; a customer key costs money and adds a kms grant to every flow.
  name              = "/${var.name}"
  retention_in_days = var.log_retention_days

  tags = var.tags
}

# What the code reaches inside the network follows from its flows.
resource "aws_security_group" "this" {
  # checkov:skip=CKV2_AWS_5: Attached to the function, which waits for its first image.
  name        = var.name
  description = "Function ${var.name}"
  vpc_id      = var.vpc_id

  tags = merge(var.tags, { Name = var.name })
}

resource "aws_lambda_function" "this" {
  # checkov:skip=CKV_AWS_115: The event source mapping limits the calls.
  # checkov:skip=CKV_AWS_116: The queue has a redrive policy; this setting is for asynchronous calls.
  # checkov:skip=CKV_AWS_173: AWS's own key encrypts it; a customer key costs money and adds a kms grant to every flow.
  # checkov:skip=CKV_AWS_272: Code signing is for zip packages; images are pinned by an immutable tag.
  # Lambda takes images of its own registry only, so the first apply makes no function.
  count = var.image == null ? 0 : 1

  function_name = var.name
  role          = var.role_arn
  package_type  = "Image"
  image_uri     = var.image
  architectures = ["arm64"]
  memory_size   = var.memory_mb
  timeout       = var.timeout_seconds

  environment {
    variables = var.environment
  }

  dynamic "image_config" {
    for_each = length(var.command) == 0 ? [] : [var.command]

    content {
      command = image_config.value
    }
  }

  tracing_config {
    mode = "Active"
  }

  vpc_config {
    security_group_ids = [aws_security_group.this.id]
    subnet_ids         = var.subnet_ids
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.this.name
  }

  tags = var.tags
}

resource "aws_lambda_event_source_mapping" "this" {
  for_each = var.image == null ? {} : var.queues

  function_name    = aws_lambda_function.this[0].arn
  event_source_arn = each.value
  batch_size       = var.batch_size

  # The function names the messages that failed; the others are done.
  function_response_types = ["ReportBatchItemFailures"]

  # The limit is here and not on the function: a throttled call would count as a delivery.
  scaling_config {
    maximum_concurrency = var.max_replicas
  }

  tags = var.tags
}
