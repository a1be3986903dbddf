"""Pairs of settings of which the first is never above the second: a default gives way to what the spec says."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cloudgen.problems import Problems
from cloudgen.resolve.settings import Layered, limit_violation
from cloudgen.resolve.topology import Node


def ascending(node: Node, layered: Layered, environment: str, problems: Problems) -> Layered:
    """The values with every pair of the kind in order; two that the spec sets against each other are a problem at both lines."""
    settings: dict[str, Any] = dict(layered.settings)
    for low, high in node.kind.ascending:
        if {low, high} & node.service.ignores.keys():
            continue
        least, most = (_value(layered.pins, settings, name) for name in (low, high))
        given = [name for name in (low, high) if name in layered.places]
        # A value that is wrong by itself is a problem already, and none to judge the other one by.
        if not all(_fits(node, name, _value(layered.pins, settings, name)) for name in given) or least <= most:
            continue
        if len(given) == 1 and _fits(node, *((high, least) if given == [low] else (low, most))):
            settings |= {high: least} if given == [low] else {low: most}
        else:
            _report(node, layered, (low, least), (high, most), environment, problems)
    return replace(layered, settings=settings)


def _value(pins: Mapping[str, Any], settings: Mapping[str, Any], name: str) -> Any:
    return pins.get(name, settings.get(name))


def _fits(node: Node, name: str, value: Any) -> bool:
    """Whether the kind and the service allow a setting to have a value."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    setting, limit = node.kind.settings[name], node.service.limits.get(name)
    in_range = (setting.min is None or setting.min <= value) and (setting.max is None or value <= setting.max)
    return in_range and not (limit and limit_violation(value, limit))


def _report(
    node: Node, layered: Layered, low: tuple[str, Any], high: tuple[str, Any], environment: str, problems: Problems
) -> None:
    for (name, value), (other, bound), relation in ((low, high, "at most"), (high, low, "at least")):
        if name not in layered.places:
            continue
        place = layered.places.get(other)
        line = f" (line {place.line})" if place else " by default"
        message = f"'{name}' of {node.key} is {value} in {environment} and must be {relation} '{other}', which is {bound}{line}."
        problems.add("order", message, layered.places[name], f"Raise '{high[0]}' or lower '{low[0]}'.")
