"""What tests of flows read of an architecture and of what Terraform applied."""

import json
import subprocess
from pathlib import Path
from typing import Any

from cloudgen.architecture import Architecture, Module
from cloudgen.generate import generate
from cloudgen.language.hclvalues import Call, Value
from cloudgen.load.catalog import Catalog
from cloudgen.render.hcl import expression
from tests.support.specs import HEAD, loaded
from tests.support.stacks import checkov_failures, initialised, terraform, write
from tests.support.tools import require_tool


def module(architecture: Architecture, key: str) -> Module:
    """One module by its component."""
    return next(each for each in architecture.modules if each.key == key)


def argument(architecture: Architecture, key: str, name: str) -> str:
    """An argument of a component's module as Terraform reads it, without line breaks."""
    return " ".join(expression(module(architecture, key).arguments[name]).split())


def statements(architecture: Architecture, heading: str) -> list[str]:
    """The statements of a pair's policy, each in one line."""
    [policy] = [
        resource.arguments["policy"]
        for connection in architecture.connections
        if connection.heading == heading
        for resource in connection.resources
        if resource.type == "aws_iam_role_policy"
    ]
    assert isinstance(policy, Call)
    assert isinstance(policy.argument, dict)
    listed: Value = policy.argument["Statement"]
    assert isinstance(listed, list)
    return [" ".join(expression(each).split()) for each in listed]


def spec(components: str, *flows: str) -> str:
    """A spec of components and flows, each in a line of its own."""
    lines = "".join(f"  - {{{flow}}}\n" for flow in flows)
    return f"{HEAD}components:\n  {components}\nflows:\n{lines}"


# A stack that is valid has no cycle, which addresses that services are told might make.
def stack(folder: Path, text: str) -> Path:
    """The spec's stack, initialised: formatted and valid, and clean for tflint and checkov."""
    write(folder, generate(loaded(folder, text), Catalog(), ("aws",)).artifacts)
    root = initialised(folder / "infra" / "aws", "aws")
    formatted = terraform(root, "fmt", "-check", "-recursive", "-diff")
    assert formatted.returncode == 0, formatted.stdout
    valid = terraform(root, "validate", "-json")
    assert json.loads(valid.stdout)["valid"], valid.stdout
    linted = subprocess.run([require_tool("tflint"), "--recursive"], cwd=root, capture_output=True, text=True, check=False)
    assert linted.returncode == 0, linted.stdout + linted.stderr
    assert checkov_failures(root, "prod") == set()
    return root


def resources(state: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The values of every resource of a run, by address."""
    found: dict[str, dict[str, Any]] = {}
    pending = [state["values"]["root_module"]]
    while pending:
        current = pending.pop()
        found |= {each["address"]: each["values"] for each in current.get("resources", ())}
        pending += current.get("child_modules", ())
    return found
