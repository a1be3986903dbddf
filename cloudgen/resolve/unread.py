"""Inputs that nothing in the stack refers to are left out, such as a threshold for queues where there is none."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from cloudgen.architecture import Environment, Module
from cloudgen.language.hclvalues import Value, expressions_in

_ATTRIBUTE = re.compile(r"\bvar\.(\w+)\.(\w+)")


def without_unread(
    modules: Sequence[Module], environments: Sequence[Environment], values: Iterable[Value]
) -> tuple[tuple[Module, ...], tuple[Environment, ...]]:
    """Modules and environments with the inputs that the stack's `values` name as `var.<component>.<input>`."""
    read = {match for value in values for expression in expressions_in(value) for match in _ATTRIBUTE.findall(expression.text)}
    return (
        tuple(replace(each, attributes=tuple(a for a in each.attributes if (each.label, a.name) in read)) for each in modules),
        tuple(replace(each, inputs=_read(each, read)) for each in environments),
    )


def _read(environment: Environment, read: set[tuple[str, str]]) -> dict[str, dict[str, object]]:
    kept = {
        label: {name: value for name, value in inputs.items() if (label, name) in read} for label, inputs in environment.inputs.items()
    }
    return {label: inputs for label, inputs in kept.items() if inputs}
