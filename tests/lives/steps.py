"""The steps of a life, as data: what a user changes in the spec, and what may happen to what is there already."""

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Spec = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """One change of the spec and one apply. Unless it says otherwise, nothing that is there may be replaced or destroyed.

    Resource types are Terraform's, such as `google_sql_database`; the provider's prefix may be left out nowhere.
    """

    title: str
    spec: Mapping[str, Any] = field(default_factory=dict)  # merged into the spec; None takes a key out
    without: tuple[str, ...] = ()  # components that leave, with every flow and sequence that names them
    cut: tuple[tuple[str, str], ...] = ()  # caller and target of flows that leave
    renamed: Mapping[str, str] = field(default_factory=dict)  # old key -> new key; `was:` is written
    flows: tuple[Mapping[str, Any], ...] = ()  # flows that join
    before: Callable[[Any], list[str]] | None = None  # what the cloud does by itself before; given the stand-in, it says what is wrong
    replaces: tuple[str, ...] = ()  # types that may be replaced
    destroys: tuple[str, ...] = ()  # types that may go, besides all that is in the modules of `without`
    shrinks: bool = False  # whether whatever holds no data may go
    makes: tuple[str, ...] = ()  # types of which the plan must make one
    changes: tuple[str, ...] = ()  # types of which the plan must change one in place


def merged(old: Any, new: Any) -> Any:
    """Mappings merged into each other, the new one over the old; None takes a key out."""
    if not isinstance(old, dict) or not isinstance(new, Mapping):
        return copy.deepcopy(dict(new) if isinstance(new, Mapping) else new)
    result = dict(old)
    for key, value in new.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key, {}), value)
    return result


def without(spec: Spec, component: str) -> Spec:
    """The spec after a component has left, with its flows and the sequences that show it."""
    result = copy.deepcopy(spec)
    del result["components"][component]
    result["flows"] = [flow for flow in result["flows"] if component not in (flow["from"], flow["to"])]
    result.pop("sequences", None)
    for environment in result.get("environments", {}).values():
        (environment.get("components") or {}).pop(component, None)
    return result


def renamed(spec: Spec, old: str, new: str) -> Spec:
    """The spec with a component's key changed everywhere and its former key under `was`."""
    result = copy.deepcopy(spec)
    result["components"] = {
        (new if key == old else key): ({**value, "was": old} if key == old else value) for key, value in result["components"].items()
    }
    for flow in result["flows"]:
        flow.update({end: new for end in ("from", "to") if flow[end] == old})
    result.pop("sequences", None)
    for environment in result.get("environments", {}).values():
        components = environment.get("components") or {}
        if old in components:
            components[new] = components.pop(old)
    return result


def changed(spec: Spec, step: Step) -> Spec:
    """The spec after a step: components and flows that leave, what is renamed, what is merged in, what joins."""
    for component in step.without:
        spec = without(spec, component)
    spec = {**spec, "flows": [flow for flow in spec["flows"] if (flow["from"], flow["to"]) not in step.cut]}
    for old, new in step.renamed.items():
        spec = renamed(spec, old, new)
    spec = merged(spec, step.spec)
    spec["flows"] = [*spec["flows"], *(dict(flow) for flow in step.flows)]
    return spec
