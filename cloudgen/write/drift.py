"""Where the tfvars in a project say something else than its spec."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cloudgen.architecture import Architecture, Environment
from cloudgen.render.tfvars import tfvars

_ABSENT = object()


def edited_values(root: Path, architecture: Architecture, environment: Environment) -> list[str]:
    """A line per value of the environment's tfvars that differs from the spec's; none where the file is as generated, or not there."""
    path = root / "infra" / architecture.provider / "environments" / f"{environment.name}.tfvars"
    expected = tfvars(architecture, environment)
    try:
        found = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError):
        return [f"{path} can't be read; what it says is not in the estimate"]
    if found == expected:
        return []
    import hcl2

    try:
        now, before = dict(_flat(hcl2.loads(found))), dict(_flat(hcl2.loads(expected)))
    except Exception as error:  # the parser raises its grammar's own errors
        return [f"{path} isn't valid HCL: {str(error).splitlines()[0]}"]
    names = [*before, *(name for name in now if name not in before)]
    different = [name for name in names if now.get(name, _ABSENT) != before.get(name, _ABSENT)]
    return [f"{path}: {name} is {_shown(now, name)}, the spec makes it {_shown(before, name)}" for name in different]


def _flat(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        name = f"{prefix}{str(key).strip(chr(34))}"
        if name.startswith("__"):
            continue
        if isinstance(value, dict):
            yield from _flat(value, f"{name}.")
        else:
            yield name, value


def _shown(values: Mapping[str, Any], name: str) -> str:
    return str(values[name]) if name in values else "not set"
