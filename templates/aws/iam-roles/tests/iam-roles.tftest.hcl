mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  names = { web = "example-prod-web", worker = "example-prod-worker" }

  identities = {
    web    = { service = "ecs-tasks.amazonaws.com" }
    worker = { service = "lambda.amazonaws.com" }
  }
}

run "iam_roles" {
  command = plan

  module {
    source = "./modules/iam-roles"
  }

  assert {
    condition = jsondecode(aws_iam_role.this["web"].assume_role_policy).Statement == [{
      Effect    = "Allow"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = "123456789012" } }
    }]
    error_message = "Only its own service may take a role, for this account."
  }

  assert {
    condition = jsondecode(aws_iam_role.this["worker"].assume_role_policy).Statement == [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
    error_message = "Only Lambda may take the role of a function."
  }

  assert {
    condition     = alltrue([for role in aws_iam_role.this : length(role.inline_policy) == 0 && length(role.managed_policy_arns) == 0])
    error_message = "A role must start without permissions: every grant is in flows.tf."
  }
}
