"""Usage files in the form of infracost-usage.yml: monthly figures by resource type and by address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from cloudgen.cost.plans.planfile import cloud_of
from cloudgen.cost.price.expressions import flat
from cloudgen.cost.price.model import Billed
from cloudgen.cost.price.rules import Rules
from cloudgen.load.positions import Document, read
from cloudgen.problems import Problems, nearest

_SLIP = 0.88
_SECTIONS = ("version", "resource_type_default_usage", "resource_usage")


@dataclass(frozen=True)
class UsageFile:
    """What a usage file says; `unread` are keys that no rule reads."""

    by_type: Mapping[str, Mapping[str, Any]]
    by_address: Mapping[str, Mapping[str, Any]]
    unread: tuple[str, ...] = ()


def read_usage(path: Path) -> UsageFile:
    """A usage file. Misspelt keys and figures that are none are problems; keys of other tools that no rule reads are named in `unread`."""
    document = read(path)
    problems = Problems(document.problems)
    problems.raise_if_errors()
    unread: list[str] = []
    data = document.data if document.data is not None else {}
    if not isinstance(data, dict):
        problems.add("wrong-usage", "A usage file is a mapping with 'resource_usage'.", document.where())
        problems.raise_if_errors()
    for key in data:
        if key not in _SECTIONS:
            close = nearest(key, _SECTIONS)
            hint = f"Did you mean '{close}'?" if close else f"Allowed: {', '.join(_SECTIONS)}."
            problems.add("unknown-key", f"'{key}' is unknown in a usage file.", document.where(key), hint)
    by_type = _section(document, data, "resource_type_default_usage", problems)
    by_address = _section(document, data, "resource_usage", problems)
    for name, usage in by_type.items():
        _check_keys(document, ("resource_type_default_usage", name), name, usage, problems, unread)
    for address, usage in by_address.items():
        _check_keys(document, ("resource_usage", address), _type_of(address), usage, problems, unread)
    problems.raise_if_errors()
    return UsageFile(by_type, by_address, tuple(unread))


def applied(resources: list[Billed], usage: UsageFile) -> tuple[list[Billed], tuple[str, ...]]:
    """The resources with the file's usage: type defaults, then wildcards, then the address itself; and the entries that fit none."""
    used: set[str] = set()
    found = []
    for resource in resources:
        merged = {**flat(usage.by_type.get(resource.type, {})), **flat(resource.usage)}
        for pattern in sorted(usage.by_address, key=lambda name: ("*" not in name, name)):
            if pattern == resource.address or ("*" in pattern and fnmatchcase(resource.address, _glob(pattern))):
                merged |= flat(usage.by_address[pattern])
                used.add(pattern)
        found.append(replace(resource, usage=merged))
    return found, tuple(sorted(set(usage.by_address) - used))


def _glob(pattern: str) -> str:
    """An address with `*` as the only wildcard."""
    return pattern.replace("[", "[[]")


def _type_of(address: str) -> str:
    parts = address.split(".")
    while parts[:1] == ["module"]:
        parts = parts[2:]
    return parts[0]


def _section(document: Document, data: Mapping[str, Any], name: str, problems: Problems) -> dict[str, dict[str, Any]]:
    section = data.get(name) or {}
    if not isinstance(section, dict):
        problems.add("wrong-usage", f"'{name}' must be a mapping.", document.where(name))
        return {}
    found = {}
    for key, usage in section.items():
        if usage is None or isinstance(usage, dict):
            found[key] = usage or {}
        else:
            problems.add("wrong-usage", f"The usage of {key} must be a mapping of figures.", document.where(name, key))
    return found


def _check_keys(
    document: Document, path: tuple[str, ...], resource_type: str, usage: Mapping[str, Any], problems: Problems, unread: list[str]
) -> None:
    cloud = cloud_of(resource_type)
    rule = Rules(cloud).rule(resource_type) if cloud else None
    for key, value in flat(usage).items():
        where = document.where(*path, *key.split("."))
        if rule and key not in rule.usage:
            close = nearest(key, [name for name in rule.usage if _misspelt(key, name)])
            if close:
                problems.add("unknown-usage", f"{resource_type} has no usage figure '{key}'.", where, f"Did you mean '{close}'?")
            else:
                unread.append(f"{path[-1]}: {key}")
        elif not isinstance(value, int | float) or isinstance(value, bool) or value != value:
            problems.add("wrong-usage", f"{resource_type}: '{key}' must be a number.", where)
        elif value < 0:
            problems.add("wrong-usage", f"{resource_type}: '{key}' is {value:g}; usage is never negative.", where)


def _misspelt(key: str, name: str) -> bool:
    """Whether a key looks like a typo of a known one."""
    return SequenceMatcher(None, key, name).ratio() >= _SLIP
