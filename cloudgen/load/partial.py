"""What a document's valid parts make: wrong values and unknown keys are reported and left out, until the rest is valid."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from cloudgen.load.messages import report
from cloudgen.load.positions import Document, PathKey
from cloudgen.load.spec import Spec
from cloudgen.problems import Problems

# A placeholder for a required key of the root, so that the rest can be checked.
_SUBSTITUTES: Mapping[str, Any] = {"name": "unnamed", "components": {}}


@dataclass(frozen=True)
class Partial:
    """The spec of what is valid. `broken` are the paths that were left out; `kept` are the written indexes of lists that lost members."""

    spec: Spec
    broken: frozenset[PathKey]
    kept: Mapping[PathKey, tuple[int, ...]]


def partial(document: Document, broken: Iterable[PathKey], problems: Problems) -> Partial:
    """The spec of a mapping without the broken paths, and without what the models refuse, which is reported.

    Every round leaves out at least one more path, so it ends. What is missing only because of an earlier round isn't reported.
    """
    left_out = set(broken)
    missing: set[str] = set()
    while True:
        kept: dict[PathKey, tuple[int, ...]] = {}
        data = _without(document.data, (), left_out, kept)
        data |= {key: value for key, value in _SUBSTITUTES.items() if key in missing}
        try:
            return Partial(Spec.model_validate(data), frozenset(left_out), kept)
        except ValidationError as error:
            found: dict[PathKey, list[Any]] = {}
            for item in error.errors(include_url=False, include_input=False):
                found.setdefault(_written(item["loc"], data, kept, absent=item["type"] == "missing"), []).append(item)
            before = frozenset(left_out)
            # Where a value may have several types, the errors within one of them say more than that it isn't of the others.
            inner = {path[:length] for path in found for length in range(len(path))}
            for path, items in [(path, items) for path, items in found.items() if path not in inner]:
                if not any(each[: len(path)] == path or path[: len(each)] == each for each in before):
                    report(path, items, document, problems)
                if items[0]["type"] != "missing":
                    left_out.add(path)
                elif len(path) == 1:
                    missing.add(str(path[0]))
                else:
                    left_out.add(path[:-1])


def written(path: PathKey, kept: Mapping[PathKey, tuple[int, ...]]) -> PathKey:
    """A path of the spec as a path of the document."""
    found: PathKey = ()
    for part in path:
        indexes = kept.get(found)
        found = (*found, indexes[part] if indexes and isinstance(part, int) and part < len(indexes) else part)
    return found


def _without(value: Any, path: PathKey, broken: set[PathKey], kept: dict[PathKey, tuple[int, ...]]) -> Any:
    if isinstance(value, dict):
        return {key: _without(member, (*path, key), broken, kept) for key, member in value.items() if (*path, key) not in broken}
    if isinstance(value, list):
        indexes = tuple(index for index in range(len(value)) if (*path, index) not in broken)
        if len(indexes) < len(value):
            kept[path] = indexes
        return [_without(value[index], (*path, index), broken, kept) for index in indexes]
    return value


def _written(loc: tuple[str | int, ...], data: Any, kept: Mapping[PathKey, tuple[int, ...]], *, absent: bool) -> PathKey:
    """The document's path of an error's location, whose further parts name types."""
    path: PathKey = ()
    for number, part in enumerate(loc):
        if isinstance(data, dict) and part in data:
            data, path = data[part], (*path, part)
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            indexes = kept.get(path)
            data, path = data[part], (*path, indexes[part] if indexes else part)
        elif absent and number == len(loc) - 1:
            path = (*path, part)
    return path
