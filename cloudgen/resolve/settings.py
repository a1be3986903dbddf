"""A component's settings and pins in one environment: default of its class, component, environment; the nearer wins."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from cloudgen.load.catalog import Limit, ProviderFile, Region, Service, Setting
from cloudgen.load.environments import SpecEnvironment
from cloudgen.load.fields import references_of
from cloudgen.load.messages import shown
from cloudgen.load.spec import Component, FoundationPiece
from cloudgen.load.specfile import LoadedSpec
from cloudgen.load.yaml_hints import Wanted, quoting_hint
from cloudgen.problems import Problems, Where, nearest_hint
from cloudgen.resolve.topology import Node

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "list": (list, tuple),
}


_WANTED: Mapping[str, Wanted] = {"string": "text", "integer": "number", "number": "number", "boolean": "boolean"}
_NAMES = {"string": "text", "integer": "an integer", "number": "a number", "boolean": "true or false", "list": "a list"}


@dataclass(frozen=True)
class Layered:
    """What holds for one component in one environment; `places` are those of what the spec sets, pins before settings of one name."""

    settings: Mapping[str, Any]
    pins: Mapping[str, Any]
    usage: Mapping[str, float] = field(default_factory=dict)
    places: Mapping[str, Where] = field(default_factory=dict)


@dataclass(frozen=True)
class _Source:
    settings: Mapping[str, Any]
    pins: Mapping[str, Any]
    usage: Mapping[str, float]
    path: tuple[str | int, ...]
    pins_path: tuple[str | int, ...]


@dataclass
class _Target:
    """A node in an environment that values are laid over; problems name the line of the layer that is wrong."""

    loaded: LoadedSpec
    node: Node
    region: Region | None
    problems: Problems


def layer(loaded: LoadedSpec, node: Node, environment: str, cloud: ProviderFile, provider: str, problems: Problems) -> Layered:
    """Settings, pins and usage of a node; problems name the line of the layer that is wrong."""
    stated = loaded.environment(environment)
    target = _Target(loaded, node, cloud.region(stated.region(provider)[0]), problems)
    settings = {name: _default(setting, stated.class_, target.region) for name, setting in node.kind.settings.items()}
    pins: dict[str, Any] = {}
    usage: dict[str, float] = {}
    places: dict[str, Where] = {}
    for source in _sources(stated, node, provider):
        for name, value in source.settings.items():
            if _take_setting(target, source, name, value, settings):
                places[name] = loaded.where(*source.path, "settings", name)
                for dropped in [pin for pin in pins if name in depends_on(node.service, pin)]:
                    del pins[dropped]
        places |= {name: loaded.where(*source.pins_path, name) for name in source.pins}
        pins |= _known(loaded, node, source.pins, source.pins_path, "pin", input_names(node.service), problems)
        usage |= _known(loaded, node, source.usage, (*source.path, "usage"), "usage", [*node.kind.usage, *node.service.usage], problems)
    for name, limit in node.service.limits.items():
        if allowed := limit_violation(settings.get(name), limit):
            message = f"'{name}' is {settings[name]!r} here and must be {allowed} on this service."
            problems.add("limit", message, places.get(name, node.where), limit.why)
    return Layered(settings, pins, usage, places)


def _default(setting: Setting, class_: str, region: Region | None) -> Any:
    """The class's default, as far as the region allows it."""
    default = setting.default_in(class_)
    return region.zones if region and too_many_zones(setting, region, default) else default


def _take_setting(target: _Target, source: _Source, name: str, value: Any, settings: dict[str, Any]) -> bool:
    """Put a layer's setting over the farther ones; False where it is wrong."""
    node, problems = target.node, target.problems
    path = (*source.path, "settings", name)
    where = target.loaded.where(*path)
    setting = node.kind.settings.get(name)
    if setting is None:
        problems.add("unknown-setting", f"A {node.kind_name} has no setting '{name}'.", where, nearest_hint(name, node.kind.settings))
        return False
    if name in node.service.ignores and not setting.permits:
        problems.warn("ignored-setting", f"{node.service.title} ignores '{name}'.", where, node.service.ignores[name])
    checked = check(name, setting, value, where, problems, lambda *member: target.loaded.source(*path, *member))
    if checked is None and (value is not None or setting.default is not None):
        return False
    if (region := target.region) and too_many_zones(setting, region, checked):
        message = f"'{name}' is {checked}, and an account can use {region.zones} zones in {region.id}."
        problems.add("limit", message, where, region.source)
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


def _sources(stated: SpecEnvironment, node: Node, provider: str) -> list[_Source]:
    section = "foundation" if node.kind.foundation else "components"
    found = []
    for prefix, model in stated.layers:
        entry = getattr(model, section).get(node.key)
        path = (*prefix, section, node.key)
        if node.existing and isinstance(entry, Component | FoundationPiece):
            values = entry.existing.get(provider, {})  # type: ignore[call-overload]
            found.append(_Source({}, values, {}, path, (*path, "existing", provider)))
        if entry is not None:
            found.append(_Source(entry.settings, getattr(entry, provider), entry.usage, path, (*path, provider)))
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


def too_many_zones(setting: Setting, region: Region, value: Any) -> bool:
    """Whether a value is more than the region has."""
    return setting.region_max == "zones" and value is not None and value > region.zones


def check(
    name: str, setting: Setting, value: Any, where: Where, problems: Problems, source: Callable[..., str | None] = lambda *_member: None
) -> Any:
    """The value as the setting's type, or None and a problem.

    `source` gives what was written for the value, or for a member of a list, where YAML made something other than text of it.
    """
    if value is None and setting.default is None:
        return None
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if setting.type == "string" and number and source() in (None, str(value)):
        value = str(value)
    if not isinstance(value, _TYPES[setting.type]) or (isinstance(value, bool) and setting.type != "boolean"):
        hint = quoting_hint(source(), value, _WANTED.get(setting.type, "other"))
        rule = f"'{name}' must be {_NAMES[setting.type]}"
        problems.add("wrong-type", f"{rule}{shown(source(), value)}.", where, f"{hint} {setting.help}" if hint else setting.help)
        return None
    if isinstance(value, list | tuple) and not all(isinstance(member, str) for member in value):
        [wrong, *_] = [index for index, member in enumerate(value) if not isinstance(member, str)]
        hint = quoting_hint(source(wrong), value[wrong], "text") or setting.help
        problems.add("wrong-type", f"Item {wrong + 1} of '{name}' must be text{shown(source(wrong), value[wrong])}.", where, hint)
        return None
    if reason := _violation(setting, value):
        problems.add("wrong-value", f"'{name}' must be {reason}{shown(source(), value)}.", where, setting.help)
        return None
    return list(value) if isinstance(value, tuple) else value


def _violation(setting: Setting, value: Any) -> str | None:
    if setting.one_of is not None and value not in setting.one_of:
        return f"one of {', '.join(map(str, setting.one_of))}"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return out_of_range(setting.min, setting.max, value)
    if setting.pattern and isinstance(value, list | tuple):
        bad = [member for member in value if not re.fullmatch(setting.pattern, member)]
        return f"a list of texts of the form {setting.pattern}" if bad else None
    if setting.pattern and isinstance(value, str) and not re.fullmatch(setting.pattern, value):
        return f"of the form {setting.pattern}"
    return None


def out_of_range(low: float | None, high: float | None, value: float) -> str | None:
    """What is allowed instead of a number, or None where it is allowed; no number but a finite one is."""
    if isfinite(value) and (low is None or value >= low) and (high is None or value <= high):
        return None
    if low is not None and high is not None:
        return f"from {low:.15g} to {high:.15g}"
    return f"at least {low:.15g}" if low is not None else f"at most {high:.15g}" if high is not None else "a finite number"


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
    ends = [f"at least {limit.min:.15g}" if limit.min is not None else "", f"at most {limit.max:.15g}" if limit.max is not None else ""]
    return " and ".join(end for end in ends if end)
