"""What a pin may be: a finite number within the range of the input's setting, a whole one where the input counts, no negative one."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from math import isfinite
from typing import Any

from cloudgen.language.hclvalues import type_of
from cloudgen.language.tree import Literal, Operation, Reference, children
from cloudgen.language.tree import Node as Tree
from cloudgen.load.catalog import Region, Setting
from cloudgen.resolve.settings import depends_on, out_of_range, too_many_zones
from cloudgen.resolve.topology import Node


def wrong_pin(node: Node, name: str, value: Any, computed: Any, region: Region | None) -> str | None:
    """What is allowed instead of a pinned value, or None; `computed` is the input's value without the pin."""
    form = node.service.inputs[name]
    expected, given = form.type or type_of([computed]), type_of([value])
    if value is None:
        return None if computed is None else f"a {expected}"
    if expected and given and expected.split("(")[0] != given.split("(")[0]:
        return f"a {expected}"
    numbers = list(_numbers(value))
    if not all(isfinite(number) for number in numbers):
        return "a finite number"
    setting = _setting_of(node, form.value)
    if setting and numbers and setting.type in ("integer", "number"):
        return _outside(setting, region, value)
    return _unlike(node, name, numbers)


def _outside(setting: Setting, region: Region | None, value: Any) -> str | None:
    """What the setting behind an input allows."""
    if setting.type == "integer" and not isinstance(value, int):
        return "a whole number"
    if region and too_many_zones(setting, region, value):
        return f"at most {region.zones}"
    return out_of_range(setting.min, setting.max, value)


def _unlike(node: Node, name: str, numbers: Sequence[float]) -> str | None:
    """What the numbers of the catalog's own formula show: it has a negative one, or a fraction, where such make sense."""
    own = list(_constants(node.service.inputs[name].value))
    if any(number < 0 for number in numbers) and not any(number < 0 for number in own):
        return "at least 0"
    settings = [node.kind.settings[key] for key in depends_on(node.service, name) if key in node.kind.settings]
    fractional = any(number % 1 for number in own) or any(setting.type == "number" for setting in settings)
    return "a whole number" if not fractional and any(number % 1 for number in numbers) else None


def _setting_of(node: Node, tree: Tree) -> Setting | None:
    """The setting that an input is, without any computing."""
    return node.kind.settings.get(tree.path[0]) if isinstance(tree, Reference) and tree.root == "settings" else None


def _constants(tree: Tree) -> Iterator[Decimal]:
    """The numbers that are written in a formula."""
    if isinstance(tree, Literal) and isinstance(tree.value, int | float | Decimal) and not isinstance(tree.value, bool):
        yield Decimal(str(tree.value))
    elif isinstance(tree, Operation) and tree.operator == "-" and len(tree.operands) == 1:
        yield from (-number for number in _constants(tree.operands[0]))
    else:
        for child in children(tree):
            yield from _constants(child)


def _numbers(value: Any) -> Iterator[float]:
    """The numbers within a value."""
    if isinstance(value, bool):
        return
    if isinstance(value, int | float):
        yield value
    elif isinstance(value, Mapping):
        for member in value.values():
            yield from _numbers(member)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for member in value:
            yield from _numbers(member)
