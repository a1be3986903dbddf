"""Tools that tests need: missing ones are a visible skip, or a failure where CLOUDGEN_REQUIRE_TOOLS is set."""

import os
import re
import shutil
from pathlib import Path

import pytest


def unavailable(reason: str) -> None:
    """Skip with a reason; fail where everything must run."""
    if os.environ.get("CLOUDGEN_REQUIRE_TOOLS") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def require_tool(name: str) -> str:
    """The path of a program."""
    found = shutil.which(name)
    if found is None:
        unavailable(f"{name} isn't installed")
    return str(found)


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
    """Whether the mirror has the real provider: one that only replays a schema is a short script."""
    binary = provider_binary(name)
    return binary is not None and binary.stat().st_size > 1_000_000
