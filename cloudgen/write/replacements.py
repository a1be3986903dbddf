"""What a run would make Terraform replace or destroy although it holds data: the record of the last run compared with the next one's."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cloudgen.architecture import Architecture, Module
from cloudgen.load.names import FOUNDATION
from cloudgen.load.specfile import LoadedSpec
from cloudgen.problems import Problem, Where
from cloudgen.write.manifest import CloudRecord, Manifest
from cloudgen.write.records import record, recovered

_VERSION = re.compile(r"\d+(\.\d+)*")
_ACCEPT = "Move the data first, then generate with --accept-replace."


@dataclass(frozen=True, slots=True)
class _Loss:
    """One reason why a component's data would be lost in one environment."""

    environment: str
    reason: str


def replacements(root: Path, manifest: Manifest, loaded: LoadedSpec, architecture: Architecture) -> list[Problem]:
    """A problem per environment whose region or project changes, and per component that would be replaced or removed."""
    before = manifest.clouds.get(architecture.provider) or recovered(root, architecture)
    if before is None:
        return []
    after = record(architecture)
    moved = [environment for environment in after.stacks if _moves(before, after, environment)]
    problems = [_stack_problem(loaded, architecture, before, after, environment) for environment in moved]
    origins = _origins(before, architecture)
    for module in architecture.modules:
        losses = list(_changes(before, after, module, origins.get(module.key, module.key), moved))
        if losses:
            problems.append(_component_problem(loaded, architecture.provider, module, losses))
    kept = {key for module in architecture.modules for key in (module.key, origins.get(module.key)) if _same(before, module, key)}
    lost = sorted({key for components in before.data.values() for key in components} - kept - set(FOUNDATION))
    return problems + [_removed_problem(loaded, architecture, before, key) for key in lost]


def _moves(before: CloudRecord, after: CloudRecord, environment: str) -> bool:
    """Whether everything in an environment is replaced because of its region or the project."""
    if environment not in before.stacks:
        return False
    project = before.remembered.project != after.remembered.project
    return project or before.stacks[environment]["region"] != after.stacks[environment]["region"]


def _stack_problem(loaded: LoadedSpec, architecture: Architecture, before: CloudRecord, after: CloudRecord, environment: str) -> Problem:
    cloud = architecture.provider
    old, new = before.remembered.project, after.remembered.project
    held = ", ".join(sorted(before.data.get(environment, {}).keys() - set(FOUNDATION))) or "no component"
    end = f"would replace everything in it. Data is held by: {held}."
    if old != new:
        message = f"{environment} on {cloud}: the files here belong to the project '{old}'; the project '{new}' {end}"
        hint = f"If it was renamed, add 'was: {old}' to the spec. If it is another system, choose another folder with --out."
        return Problem("replaces-data", message, loaded.where("name"), f"{hint} Else generate with --accept-replace.")
    regions = before.stacks[environment]["region"], after.stacks[environment]["region"]
    message = f"{environment} on {cloud}: the change of its region from {regions[0]} to {regions[1]} {end}"
    return Problem("replaces-data", message, _place(loaded, environment, "regions", cloud), _ACCEPT)


def _place(loaded: LoadedSpec, environment: str, *path: str) -> Where:
    """Where the environment says something, else where the whole spec says it."""
    own = ("environments", environment, *path)
    return loaded.where(*own) if own in loaded.document.places else loaded.where(*path)


def _origins(before: CloudRecord, architecture: Architecture) -> dict[str, str]:
    """The key that each component had in the last run, by its key now."""
    known = before.remembered.components
    return {
        module.key: next((key for key in (*module.former, module.key) if key in known), module.key)
        for module in architecture.modules
        if not module.foundation
    }


def _same(before: CloudRecord, module: Module, key: str | None) -> bool:
    """Whether a key of the last run is this component, by the name in the cloud."""
    known = before.remembered.components.get(key or "")
    return known is not None and known.id == module.id


def _changes(before: CloudRecord, after: CloudRecord, module: Module, origin: str, moved: list[str]) -> Iterator[_Loss]:
    for environment, components in after.data.items():
        old = before.data.get(environment, {}).get(origin)
        new = components.get(module.key)
        if old is None or environment in moved:
            continue
        if new is None:
            yield _Loss(environment, f"{old['module']} becomes {module.folder or module.service}, in which this stack keeps no data")
        elif old["module"] != new["module"]:
            yield _Loss(environment, f"{old['module']} becomes {new['module']}")
        else:
            rules = {"name": "change", **module.replace_on}
            reasons = (_reason(name, rules.get(name, "change"), old[name], new[name]) for name in old if name in new and name != "module")
            yield from (_Loss(environment, reason) for reason in reasons if reason)


def _reason(name: str, rule: str, old: Any, new: Any) -> str | None:
    """Why a value's change replaces what holds the data, None where it doesn't."""
    if rule == "removal":
        gone = [member for member in old if member not in new] if isinstance(old, list) and isinstance(new, list) else []
        return f"'{name}' no longer has {', '.join(map(str, gone))}" if gone else None
    if rule == "decrease" and (sizes := _comparable(old, new)):
        return f"'{name}' shrinks from {old} to {new}" if sizes[1] < sizes[0] else None
    return f"'{name}' changes from {_shown(old)} to {_shown(new)}" if old != new else None


def _comparable(*values: Any) -> tuple[Any, ...] | None:
    """Numbers as they are, versions such as 8.10 as tuples of their parts; None where the values are neither."""
    if all(isinstance(value, int | float) for value in values):
        return values
    if all(isinstance(value, str) and _VERSION.fullmatch(value) for value in values):
        return tuple(tuple(map(int, value.split("."))) for value in values)
    return None


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _component_problem(loaded: LoadedSpec, cloud: str, module: Module, losses: list[_Loss]) -> Problem:
    """One problem for all environments, those with the same reason together."""
    reasons: dict[str, list[str]] = {}
    for loss in losses:
        reasons.setdefault(loss.reason, []).append(loss.environment)
    details = "; ".join(f"{reason} ({', '.join(environments)})" for reason, environments in reasons.items())
    section, use = ("foundation", "is in use") if module.foundation else ("components", "holds data")
    message = f"'{module.key}' {use} on {cloud}, and this would replace it: {details}."
    return Problem("replaces-data", message, loaded.where(section, module.key), _ACCEPT)


def _removed_problem(loaded: LoadedSpec, architecture: Architecture, before: CloudRecord, key: str) -> Problem:
    order = dict.fromkeys([*(environment.name for environment in architecture.environments), *before.data])
    environments = ", ".join(environment for environment in order if key in before.data.get(environment, {}))
    message = f"'{key}' holds data on {architecture.provider} and isn't in the spec any more: Terraform would destroy it in {environments}."
    folders = {str(components[key]["module"]) for components in before.data.values() if key in components}
    new = [module.key for module in architecture.modules if module.folder in folders and module.key not in before.remembered.components]
    rename = f"If '{new[0]}' is the same component, add 'was: {key}' to it. " if len(new) == 1 else ""
    return Problem("destroys-data", message, loaded.where("components"), f"{rename}{_ACCEPT}")
