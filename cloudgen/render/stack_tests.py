"""The tests that a stack ships with: what its environments, its flows and its modules promise, with mocked providers."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from cloudgen.architecture import Architecture, Environment
from cloudgen.language.hclvalues import Expr, Value
from cloudgen.render import hcl
from cloudgen.render.flow_tests import flow_assertions
from cloudgen.render.module_tests import FILES, module_assertions
from cloudgen.render.templates import render as render_template
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
_STACK = """# The whole stack of each environment, planned and applied with mocked providers: no account, no network.
# Terraform plans it as for an empty account, so that what is only known after apply is unknown here, too.
"""
_FLOWS = """# Who may do what, and whom the network lets through: each grant and rule of flows.tf, argument by argument.
# flows.tf is the same for all environments, so one is enough.
"""
_MODULES = """# What main.tf hands each module, and nothing besides.
"""
_OWN_IDS = """# Distinct ids for what the modules make: with the mocks' ids a grant on the wrong bucket would pass.
"""
_ENVIRONMENTS = """# What each environment's tfvars must keep: protection of its data, copies in several zones, backups. A number may grow.
"""

_IDS = "ids.tftest.hcl.j2"

Assertion = tuple[str, str]
"""A condition, and the message for when it is false."""


def stack_tests(architecture: Architecture, templates: Callable[[str], Path]) -> dict[str, str]:
    """Files below the stack's folder by path; `templates` finds the folder of a module or of the root."""
    modules = sorted({module.folder for module in architecture.modules if module.folder})
    return {
        **{f"tests/{path.name}": path.read_text(encoding="utf-8") for path in _module_tests([templates(folder) for folder in modules])},
        "tests/environments.tftest.hcl": _environment_file(architecture),
        "tests/modules.tftest.hcl": _module_file(architecture),
        "tests/flows.tftest.hcl": _flow_file(architecture, templates),
        "tests/stack.tftest.hcl": _stack_file(architecture, templates),
        f"tests/mocks/{architecture.provider}.tfmock.hcl": (templates("root") / "mocks.tfmock.hcl").read_text(encoding="utf-8"),
        **FILES,
        "tests/settings/main.tf": _SETTINGS_MAIN,
        "tests/settings/variables.tf": _SETTINGS_VARIABLES,
        "tests/settings/outputs.tf": _SETTINGS_OUTPUTS,
        "tests/settings/terraform.tf": _SETTINGS_TERRAFORM,
    }


def _module_tests(modules: Sequence[Path]) -> Iterator[Path]:
    """The tests beside the modules, which say what each keeps closed."""
    for folder in modules:
        yield from sorted((folder / "tests").glob("*.tftest.hcl"))


def _stack_file(architecture: Architecture, templates: Callable[[str], Path]) -> str:
    runs = _given(templates)
    for environment in architecture.environments:
        runs += [_settings_run(environment, ()), _stack_run(architecture, environment, environment.name, [], ())]
    return "\n".join([header(architecture), _STACK, *_mock_providers(architecture, []), *runs])


def _flow_file(architecture: Architecture, templates: Callable[[str], Path]) -> str:
    main = next(each for each in architecture.environments if each.name == architecture.main_environment)
    assertions = [assertion for connection in architecture.connections for assertion in flow_assertions(connection)]
    planned: list[tuple[str, Value]] = [("override_during", Expr("plan"))]
    run = _stack_run(architecture, main, "flows", [("command", Expr("plan"))], assertions)
    ids = _own_ids(architecture, main, templates)
    parts = [*_mock_providers(architecture, planned), *_given(templates), _settings_run(main, ()), run, _OWN_IDS, *ids]
    return "\n".join([header(architecture), _FLOWS, *parts])


def _given(templates: Callable[[str], Path]) -> list[str]:
    """Values of variables that no tfvars file has, where the cloud's root has such."""
    path = templates("root") / "given.tftest.hcl"
    return [path.read_text(encoding="utf-8")] if path.is_file() else []


def _module_file(architecture: Architecture) -> str:
    assertions = [assertion for module in architecture.modules if module.folder for assertion in module_assertions(module)]
    lines = ["  command = plan", "", "  module {", '    source = "./tests/blocks"', "  }", *_asserts(assertions)]
    return "\n".join([header(architecture), _MODULES, hcl.block("run", ["modules"], lines)])


def _own_ids(architecture: Architecture, environment: Environment, templates: Callable[[str], Path]) -> Iterator[str]:
    """The blocks of each module's `tests/ids.tftest.hcl.j2`."""
    for number, module in enumerate(architecture.modules, 1):
        folder = templates(module.folder) / "tests" if module.folder else None
        if folder and (folder / _IDS).is_file():
            inputs = environment.inputs.get(module.label, {})
            yield render_template(folder, _IDS, label=module.label, number=number, inputs=inputs, arguments=module.arguments)


def _environment_file(architecture: Architecture) -> str:
    runs = [_settings_run(environment, _protection(architecture, environment)) for environment in architecture.environments]
    return "\n".join([header(architecture), _ENVIRONMENTS, *runs])


def _protection(architecture: Architecture, environment: Environment) -> list[Assertion]:
    """What the inputs that protect a module must be in an environment, an assertion per module."""
    found = []
    for module in architecture.modules:
        inputs = environment.inputs.get(module.label, {})
        kept = [text for name, safe in module.protects.items() if (text := _kept(name, safe, inputs.get(name)))]
        if kept:
            conditions = [f"output.values.{module.label}.{text}" for text in kept]
            found.append((hcl.conditions(conditions), f"{module.key} in {environment.name} must keep {', '.join(kept)}."))
    return found


def _kept(name: str, safe: bool | str, value: Any) -> str | None:
    """`backup_days >= 30` or `deletion_protection == true`; nothing where the environment doesn't have the value that protects."""
    if safe == "least":
        return f"{name} >= {hcl.expression(value)}" if value else None
    return f"{name} == {hcl.expression(value)}" if value == safe else None


def _mock_providers(architecture: Architecture, arguments: Sequence[tuple[str, Value]]) -> list[str]:
    """The cloud's provider and its aliases, mocked."""
    name = architecture.versions["source"].rpartition("/")[2]
    aliases = sorted({each.rpartition(".")[2] for module in architecture.modules for each in module.providers.values() if "." in each})
    heads: list[list[tuple[str, Value]]] = [[("alias", alias)] if alias else [] for alias in (None, *aliases)]
    return [hcl.block("mock_provider", [name], hcl.attributes([*head, ("source", "./tests/mocks"), *arguments])) for head in heads]


def _settings_run(environment: Environment, assertions: Sequence[Assertion]) -> str:
    lines = ["  command = plan", "", "  module {", '    source = "./tests/settings"', "  }", "", "  variables {"]
    lines += [*hcl.attributes([("file", f"environments/{environment.name}.tfvars")], 4), "  }"]
    return hcl.block("run", [f"{environment.name}_settings"], lines + _asserts(assertions))


def _stack_run(
    architecture: Architecture, environment: Environment, name: str, head: list[tuple[str, Value]], assertions: Sequence[Assertion]
) -> str:
    """A run of the root module with an environment's values."""
    lines = hcl.attributes(head or [("state_key", environment.name)])
    if "https" in architecture.checks and not _serves_domain(environment) and environment.class_ != "prod":
        # The stack warns of plain HTTP, which is what this environment's values ask for.
        lines += ["", "  expect_failures = [check.https]"]
    values = f"run.{environment.name}_settings.values"
    given = [(each, Expr(f"{values}.{each}")) for each in (*environment.stack, *environment.inputs)]
    given += [(each.name, Expr(f'lookup({values}, "{each.name}", null)')) for module in architecture.modules for each in module.variables]
    lines += ["", "  variables {", *hcl.attributes(given, 4), "  }"]
    return hcl.block("run", [name], [*lines, *_asserts(assertions)])


def _serves_domain(environment: Environment) -> bool:
    """Whether it has a domain, whose records are set or made."""
    stack = environment.stack
    return stack.get("domain") is not None and (stack.get("domain_ready", True) or stack.get("dns_zone") is not None)


def _asserts(assertions: Sequence[Assertion]) -> list[str]:
    lines = []
    for condition, message in assertions:
        pairs: list[tuple[str, Value]] = [("condition", Expr(condition)), ("error_message", message)]
        lines += ["", "  assert {", *hcl.attributes(pairs, 4), "  }"]
    return lines
