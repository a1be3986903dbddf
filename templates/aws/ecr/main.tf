# One repository per component that runs an image.

resource "aws_ecr_repository" "this" {
  # checkov:skip=CKV_AWS_136: AWS's own key encrypts it; a customer key costs money and adds a kms grant to every flow.
  for_each = var.repositories

  name                 = "${var.prefix}/${each.key}"
  force_delete         = var.force_destroy
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }

  tags = merge(var.tags, { Component = each.key })
}

resource "aws_ecr_lifecycle_policy" "this" {
  for_each = aws_ecr_repository.this

  repository = each.value.name

  policy = jsonencode({
    rules = [
      {
        rulePriority = 1
        description  = "Images without a tag"
        selection    = { tagStatus = "untagged", countType = "sinceImagePushed", countUnit = "days", countNumber = 7 }
        action       = { type = "expire" }
      },
      {
        rulePriority = 2
        description  = "All but the newest images, whether they run or not"
        selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = var.keep_images }
        action       = { type = "expire" }
      },
    ]
  })
}

# Lambda pulls by the repository's policy and not by a role, for the one function that runs the image.
resource "aws_ecr_repository_policy" "lambda" {
  for_each = { for component, repository in var.repositories : component => repository.lambda_function_arn if repository.lambda_function_arn != null }

  repository = aws_ecr_repository.this[each.key].name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "LambdaPullsImage"
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
      Condition = { ArnLike = { "aws:SourceArn" = each.value } }
    }]
  })
}
