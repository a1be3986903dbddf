"""The tests that a stack ships with: its environments' own values, applied with mocked providers."""

import json
from collections.abc import Sequence

from cloudgen.architecture import Architecture, Environment, Resource
from cloudgen.language.hclvalues import Expr
from cloudgen.render import hcl
from cloudgen.render.tfvars import header

_SETTINGS_MAIN = """# Reads an environment's tfvars, so that the tests run with the numbers that get deployed.

locals {
  values = provider::terraform::decode_tfvars(file(var.file))
}
"""
_SETTINGS_VARIABLES = """variable "file" {
  description = "The tfvars file, from the root of the stack."
  type        = string
  nullable    = false
}
"""
_SETTINGS_OUTPUTS = """output "values" {
  description = "The file's values by name."
  value       = local.values
}
"""
_SETTINGS_TERRAFORM = """terraform {
  required_version = ">= 1.11"

  required_providers {
    terraform = {
      source = "terraform.io/builtin/terraform"
    }
  }
}
"""


def stack_tests(architecture: Architecture, mocks: str) -> dict[str, str]:
    """Files below the stack's folder by path; `mocks` are the cloud's mocked providers, as HCL."""
    names = [*architecture.environments[0].stack, *architecture.environments[0].inputs]
    optional = [variable.name for module in architecture.modules for variable in module.variables]
    runs = []
    for environment in architecture.environments:
        runs.append(_settings_run(environment.name))
        runs.append(_stack_run(environment, names, optional, _assertions(architecture), "https" in architecture.checks))
    return {
        "tests/stack.tftest.hcl": "\n".join([header(architecture), mocks.strip("\n") + "\n", *runs]),
        "tests/settings/main.tf": _SETTINGS_MAIN,
        "tests/settings/variables.tf": _SETTINGS_VARIABLES,
        "tests/settings/outputs.tf": _SETTINGS_OUTPUTS,
        "tests/settings/terraform.tf": _SETTINGS_TERRAFORM,
    }


def _settings_run(environment: str) -> str:
    lines = ["  command = plan", "", "  module {", '    source = "./tests/settings"', "  }", "", "  variables {"]
    lines += [*hcl.attributes([("file", f"environments/{environment}.tfvars")], 4), "  }"]
    return hcl.block("run", [f"{environment}_settings"], lines)


def _stack_run(
    environment: Environment, names: Sequence[str], optional: Sequence[str], assertions: Sequence[tuple[str, str]], checks: bool
) -> str:
    lines = [f"  state_key = {json.dumps(environment.name)}"]
    if checks and environment.stack.get("domain") is None and environment.class_ != "prod":
        # The stack warns of plain HTTP, which is what this environment's values ask for.
        lines += ["", "  expect_failures = [check.https]"]
    lines += ["", "  variables {"]
    values = f"run.{environment.name}_settings.values"
    given = [(name, Expr(f"{values}.{name}")) for name in names]
    given += [(name, Expr(f'lookup({values}, "{name}", null)')) for name in optional]
    lines += hcl.attributes(given, 4)
    lines += ["  }"]
    for condition, message in assertions:
        lines += [
            "",
            "  assert {",
            *hcl.attributes([("condition", Expr(condition)), ("error_message", message)], 4),
            "  }",
        ]
    return hcl.block("run", [environment.name], lines)


def _assertions(architecture: Architecture) -> list[tuple[str, str]]:
    """What every environment must keep: each flow's variables, no wildcard action, no owner's role."""
    found = []
    for connection in architecture.connections:
        if connection.local:
            names = ", ".join(json.dumps(name) for name in sorted(connection.environment))
            found.append(
                (
                    f"keys(local.{connection.local}) == [{names}]"
                    if not names
                    else f"toset(keys(local.{connection.local})) == toset([{names}])",
                    f"{connection.heading} gives its variables and no other.",
                )
            )
        for resource in connection.resources:
            found += _resource_assertions(resource)
    return found


def _resource_assertions(resource: Resource) -> list[tuple[str, str]]:
    each = f"{resource.address}[*]" if resource.count is None and resource.for_each is None else f"values({resource.address})[*]"
    if resource.count is not None:
        each = f"{resource.address}[*]"
    if "policy" in resource.arguments and resource.type == "aws_iam_role_policy":
        statements = f"jsondecode({resource.address}.policy).Statement"
        if resource.count is not None:
            statements = f"flatten([for policy in {each}.policy : jsondecode(policy).Statement])"
        condition = f'!anytrue([for statement in {statements} : contains(flatten([statement.Action]), "*")])'
        return [(condition, f"{resource.address} must name its actions.")]
    if "role_definition_name" in resource.arguments:
        return [
            (
                f'alltrue([for name in {each}.role_definition_name : !contains(["Owner", "Contributor"], name)])',
                f"{resource.address} must be a narrow role.",
            )
        ]
    if resource.type.startswith("google_") and "role" in resource.arguments:
        return [
            (
                f'alltrue([for name in {each}.role : !contains(["roles/owner", "roles/editor", "roles/viewer"], name)])',
                f"{resource.address} must be a narrow role.",
            )
        ]
    return []
