"""References of catalog files: which roots each field may have, and whether what follows them exists."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from cloudgen.language.tree import Lookup, Node, Reference, children, references
from cloudgen.load.catalog_places import Mistake
from cloudgen.load.environments import CLASSES
from cloudgen.load.fields import NODES
from cloudgen.load.positions import PathKey
from cloudgen.problems import nearest_hint
from cloudgen.resolve.catalog_checks.roots import ALONE, BARE, Place, steps

FOUNDATION = "a foundation piece or role"
_VALUES = {"callers", "flows", "input", "leads_to", "names", "needs", "settings", "size", "stack values", "targets"}
_FIGURES = _VALUES | {"all", "calls", "days", "entries", "gb", "hours", "month", "out", "usage", "users", "work"}
_SHARED = {"each", "host", "incoming", "input", "key", "needs", "self", "stack"}
_COMPONENT = _SHARED | {"leads_to", "named", "pair", "public"}
_FLOW = _SHARED | {"caller", "flow", "named", "pair", "public", "target"}

# The roots of a field by the names of the fields that lead to it; the longest beginning counts. "stack values" is `stack` before Terraform.
_SERVICE: Mapping[str, set[str]] = {
    "contract": _VALUES | {FOUNDATION},
    "inputs": _VALUES | {FOUNDATION},
    "size": _VALUES - {"size"} | {FOUNDATION},
    "usage": _FIGURES | {FOUNDATION},
    "footprint": _FIGURES | {FOUNDATION},
    "billed": _FIGURES | {FOUNDATION},
    "": _COMPONENT | {FOUNDATION},
    "conditions": _FIGURES | {"key", FOUNDATION},
    "flows.conditions": _FIGURES | _FLOW | {FOUNDATION},
    "outgoing.conditions": _FIGURES | _FLOW | {FOUNDATION},
    "public_url": _SHARED | {"target", FOUNDATION},
    "steps": {"component"},
    "flows": _FLOW | {FOUNDATION},
    "flows.public_url": _SHARED | {"target", FOUNDATION},
    "outgoing": _FLOW | {FOUNDATION},
    "outgoing.public_url": _SHARED | {"target", FOUNDATION},
}
_KIND: Mapping[str, set[str]] = {
    "contract": {"settings", "stack values"},
    "flow_keys": {"key"},
    "": _FIGURES - {"input", "size", "names", "needs", "leads_to"},
}
_PROVIDER: Mapping[str, set[str]] = {
    "values": {"stack values"},
    "backend": {"stack values"},
    "network_rules": _FLOW | {"rule", FOUNDATION},
    "statement": _FLOW | {"policy", FOUNDATION},
}
ALLOWED: Mapping[str, Mapping[str, set[str]]] = {"kind": _KIND, "service": _SERVICE, "provider": _PROVIDER}


def computed(value: Any, path: PathKey = (), label: str = "") -> Iterator[tuple[PathKey, str, Any]]:
    """Every tree of a model with its path and the names of the fields that lead to it."""
    if isinstance(value, NODES):
        yield path, label, value
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield from computed(getattr(value, name), (*path, field.alias or name), f"{label}.{name}".lstrip("."))
    elif isinstance(value, Mapping):
        for key, member in value.items():
            yield from computed(member, (*path, key), label)
    elif isinstance(value, list | tuple):
        for index, member in enumerate(value):
            yield from computed(member, (*path, index), label)


def reference_mistakes(model: str, value: BaseModel, place: Place, path: PathKey = (), label: str = "") -> Iterator[Mistake]:
    """Every reference of a file, or of a part of it, that leads nowhere."""
    for own, field, tree in computed(value, path, label):
        roots = _roots(ALLOWED[model], field)
        for reference in references(tree):
            found = _mistake(reference, roots, place)
            if found:
                yield Mistake(found[0], own, found[1], reference)
        yield from _classes(tree, own)


def _classes(node: Node, path: PathKey) -> Iterator[Mistake]:
    """Tables by the environment's class that lack one."""
    if isinstance(node, Lookup) and node.fallback is None and isinstance(node.value, Reference) and node.value.dotted == "stack.class":
        rows = {key.value for key, _ in node.rows}
        missing = [name for name in CLASSES if name not in rows]
        if missing:
            hint = f"A table of 'stack.class' has a row for each of {', '.join(CLASSES)}, or a last argument for the others."
            yield Mistake(f"The table of 'stack.class' lacks {', '.join(missing)}.", path, hint, node.value)
    for child in children(node):
        yield from _classes(child, path)


def _roots(fields: Mapping[str, set[str]], label: str) -> set[str]:
    while label not in fields:
        label = label.rpartition(".")[0]
    return fields[label]


def _mistake(reference: Reference, roots: set[str], place: Place) -> tuple[str, str] | None:
    """What is wrong with a reference, and a hint."""
    root, path = reference.root, reference.path
    known = sorted(roots - {FOUNDATION, "stack values"}) + (["stack"] if "stack values" in roots else [])
    pieces = [*place.library.file.foundation, *sorted(place.library.roles)] if FOUNDATION in roots else []
    if root not in known and root not in pieces:
        return f"'{reference.dotted}': nothing is called '{root}' here.", nearest_hint(root, [*known, *pieces])
    wanted = steps(place, "stack values" if root == "stack" and "stack values" in roots else root, path)
    for part, (noun, allowed) in zip(path, wanted or (), strict=False):
        if allowed is not None and part not in allowed:
            return f"'{reference.dotted}': there is no {noun} '{part}'.", nearest_hint(part, sorted(allowed))
    if root in ALONE and path:
        return f"'{reference.dotted}': '{root}' has no parts.", f"Write '{root}'."
    if wanted and len(path) < len(wanted) and root not in BARE:
        noun, allowed = wanted[len(path)]
        return f"'{reference.dotted}' lacks the name of the {noun}.", nearest_hint("", sorted(allowed or ()))
    return None
