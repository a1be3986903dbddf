"""A component's settings and pins in one environment: kind default, component, environment; the nearer wins."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cloudgen.load.catalog import Limit, Service, Setting
from cloudgen.load.fields import references_of
from cloudgen.load.specfile import LoadedSpec
from cloudgen.problems import Problems, Where, nearest_hint
from cloudgen.resolve.topology import Node

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "list": (list, tuple),
}


@dataclass(frozen=True)
class Layered:
    """What holds for one component in one environment."""

    settings: Mapping[str, Any]
    pins: Mapping[str, Any]
    usage: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class _Source:
    settings: Mapping[str, Any]
    pins: Mapping[str, Any]
    usage: Mapping[str, float]
    path: tuple[str | int, ...]


def layer(loaded: LoadedSpec, node: Node, environment: str, provider: str, problems: Problems) -> Layered:
    """Settings, pins and usage of a node; problems name the line of the layer that is wrong."""
    settings = {name: setting.default_in(environment) for name, setting in node.kind.settings.items()}
    pins: dict[str, Any] = {}
    usage: dict[str, float] = {}
    for source in _sources(loaded, node, environment, provider):
        for name, value in source.settings.items():
            if _take_setting(loaded, node, source, name, value, settings, problems):
                for dropped in [pin for pin in pins if name in depends_on(node.service, pin)]:
                    del pins[dropped]
        pins |= _known(loaded, node, source.pins, (*source.path, provider), "pin", input_names(node.service), problems)
        usage |= _known(loaded, node, source.usage, (*source.path, "usage"), "usage", [*node.kind.usage, *node.service.usage], problems)
    for name, limit in node.service.limits.items():
        if allowed := limit_violation(settings.get(name), limit):
            message = f"'{name}' is {_shown(settings[name])} here and must be {allowed} on this service."
            problems.add("limit", message, loaded.where(*_base(node)), limit.why)
    return Layered(settings, pins, usage)


def _take_setting(
    loaded: LoadedSpec, node: Node, source: _Source, name: str, value: Any, settings: dict[str, Any], problems: Problems
) -> bool:
    """Put a layer's setting over the farther ones; False where it is wrong."""
    where = loaded.where(*source.path, "settings", name)
    setting = node.kind.settings.get(name)
    if setting is None:
        problems.add("unknown-setting", f"A {node.kind_name} has no setting '{name}'.", where, nearest_hint(name, node.kind.settings))
        return False
    if name in node.service.ignores and not setting.permits:
        problems.warn("ignored-setting", f"{node.service.title} makes nothing of '{name}'.", where, node.service.ignores[name])
    checked = check(name, setting, value, where, problems)
    if checked is None and value is not None:
        return False
    settings[name] = checked
    return True


_NOUNS = {"pin": "input", "usage": "usage figure"}


def _known(
    loaded: LoadedSpec,
    node: Node,
    values: Mapping[str, Any],
    path: tuple[str | int, ...],
    what: str,
    allowed: list[str],
    problems: Problems,
) -> dict[str, Any]:
    """The values whose names exist; the others are problems."""
    for name in values:
        if name not in allowed:
            message = f"{node.service.title} has no {_NOUNS[what]} '{name}'."
            problems.add(f"unknown-{what}", message, loaded.where(*path, name), nearest_hint(name, allowed))
    return {name: value for name, value in values.items() if name in allowed}


def _base(node: Node) -> tuple[str, str]:
    return ("foundation" if node.kind.foundation else "components", node.key)


def _sources(loaded: LoadedSpec, node: Node, environment: str, provider: str) -> list[_Source]:
    section, key = _base(node)
    found = []
    layers: list[tuple[Any, tuple[str | int, ...]]] = [(loaded.spec, ())]
    layers.append((loaded.spec.environments.get(environment), ("environments", environment)))
    for model, prefix in layers:
        entry = getattr(model, section).get(key)
        if entry is not None:
            found.append(_Source(entry.settings, getattr(entry, provider) or {}, entry.usage, (*prefix, section, key)))
    return found


def input_names(service: Service) -> list[str]:
    """The inputs of a service: what a pin may name."""
    return [*(service.size.sets if service.size else {}), *service.inputs]


def depends_on(service: Service, name: str) -> set[str]:
    """The settings that an input is computed from, other inputs followed."""
    seen: set[str] = set()
    pending = [name]
    settings: set[str] = set()
    while pending:
        current = pending.pop()
        if current in seen:
            continue
        seen.add(current)
        value: Any = service.inputs.get(current)
        if service.size and current in service.size.sets:
            value = service.size.at_least
        for reference in references_of(value):
            if reference.root == "settings":
                settings.add(reference.path[0])
            elif reference.root == "input":
                pending.append(reference.path[0])
    return settings


def check(name: str, setting: Setting, value: Any, where: Where, problems: Problems) -> Any:
    """The value as the setting's type, or None and a problem."""
    if value is None and setting.default is None:
        return None
    if setting.type == "string" and isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    is_bool = isinstance(value, bool)
    if not isinstance(value, _TYPES[setting.type]) or (is_bool and setting.type != "boolean"):
        article = "an" if setting.type == "integer" else "a"
        problems.add("wrong-type", f"'{name}' must be {article} {setting.type}, not {_shown(value)}.", where, setting.help)
        return None
    reason = _violation(setting, value)
    if reason:
        problems.add("wrong-value", f"'{name}' must be {reason}, not {_shown(value)}.", where, setting.help)
        return None
    return list(value) if isinstance(value, tuple) else value


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _violation(setting: Setting, value: Any) -> str | None:
    if setting.one_of is not None and value not in setting.one_of:
        return f"one of {', '.join(map(str, setting.one_of))}"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _out_of_range(setting.min, setting.max, value)
    if isinstance(value, list | tuple):
        if not all(isinstance(member, str) for member in value):
            return "a list of texts"
        bad = setting.pattern and [m for m in value if not re.fullmatch(setting.pattern, m)]
        return f"a list of texts of the form {setting.pattern}" if bad else None
    if isinstance(value, str) and setting.pattern and not re.fullmatch(setting.pattern, value):
        return f"of the form {setting.pattern}"
    return None


def _out_of_range(low: float | None, high: float | None, value: float) -> str | None:
    if value != value or (low is not None and value < low) or (high is not None and value > high):
        return f"from {low:g} to {high:g}" if low is not None and high is not None else f"at least {low:g}"
    return None


def limit_violation(value: Any, limit: Limit) -> str | None:
    """What a service allows instead of a value, or None where the value is allowed."""
    if value is None:
        return None
    if limit.one_of is not None:
        return None if value in limit.one_of else f"one of {', '.join(map(str, limit.one_of))}"
    if limit.none_of is not None:
        return "another value" if value in limit.none_of else None
    if limit.pattern is not None:
        return None if re.fullmatch(limit.pattern, str(value)) else f"of the form {limit.pattern}"
    low = limit.min is not None and value < limit.min
    if not low and not (limit.max is not None and value > limit.max):
        return None
    ends = [f"at least {limit.min:g}" if limit.min is not None else "", f"at most {limit.max:g}" if limit.max is not None else ""]
    return " and ".join(end for end in ends if end)
