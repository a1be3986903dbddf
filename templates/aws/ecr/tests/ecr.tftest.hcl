mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  prefix        = "example-prod"
  keep_images   = 20
  force_destroy = false

  repositories = {
    web    = { lambda_function_arn = null }
    worker = { lambda_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:worker" }
  }
}

run "ecr" {
  command = plan

  module {
    source = "./modules/ecr"
  }

  assert {
    condition     = alltrue([for repository in aws_ecr_repository.this : repository.image_tag_mutability == "IMMUTABLE"])
    error_message = "A tag must always mean the same image."
  }

  assert {
    condition     = alltrue([for repository in aws_ecr_repository.this : one(repository.image_scanning_configuration[*].scan_on_push)])
    error_message = "Images must be scanned when they are pushed."
  }

  assert {
    condition     = alltrue([for repository in aws_ecr_repository.this : !repository.force_delete])
    error_message = "Without force_destroy a repository with images must refuse to be destroyed."
  }

  assert {
    condition = keys(aws_ecr_repository_policy.lambda) == ["worker"] && jsondecode(aws_ecr_repository_policy.lambda["worker"].policy).Statement == [{
      Sid       = "LambdaPullsImage"
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
      Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:lambda:us-east-1:123456789012:function:worker" } }
    }]
    error_message = "By policy only Lambda may pull, and only for the function that runs the image."
  }
}
