"""Catalog files as plain data and as models; every mistake of a file is a problem with its place."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from cloudgen.load.datafiles import StrictModel, parse_yaml
from cloudgen.problems import Problem, ProblemsError, Where

T = TypeVar("T", bound=StrictModel)

# Lists that an extension adds to: its own members come first, as of flow rules the first that matches is used.
_ADDED = frozenset({"billed", "checks", "conditions", "flows", "grants", "network", "outgoing", "outputs", "steps"})


def read_model(path: Path, model: type[T]) -> T:
    """A file as its model, read once; all its mistakes are raised at once."""
    return _checked(path, path.absolute(), model)  # type: ignore[return-value]


def read_extension(path: Path, base: Path, model: type[T]) -> T:
    """A file that says how it differs from another one, as its model; mistakes have places in the file itself."""
    return _extended(path, path.absolute(), base, base.absolute(), model)  # type: ignore[return-value]


def read_file(path: Path) -> Mapping[str, Any]:
    """A file's data, read once."""
    return _loaded(path, path.absolute())


@cache
def _loaded(path: Path, _absolute: Path) -> Mapping[str, Any]:
    try:
        loaded: Mapping[str, Any] = parse_yaml(path.read_bytes())
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = Where(str(path), mark.line + 1, mark.column + 1) if mark else Where(str(path), 1, 1)
        what = getattr(error, "problem", None) or str(error).split("\n", maxsplit=1)[0]
        raise ProblemsError((Problem("catalog", f"The file isn't YAML: {what}.", where, blame="catalog"),)) from None
    return loaded


@cache
def _checked(path: Path, _absolute: Path, model: type[StrictModel]) -> StrictModel:
    return _validated(path, read_file(path), model)


@cache
def _extended(path: Path, _absolute: Path, base: Path, _base: Path, model: type[StrictModel]) -> StrictModel:
    own = {"module": read_file(base).get("module") or base.stem, **read_file(path)}
    return _validated(path, merged(read_file(base), own), model)


def merged(base: Any, own: Any, key: str = "") -> Any:
    """A value with what differs in another one: mappings key by key, a null takes away, lists are added."""
    if isinstance(base, Mapping) and isinstance(own, Mapping):
        found = {**base, **{name: merged(base[name], value, name) if name in base else value for name, value in own.items()}}
        return {name: value for name, value in found.items() if name not in own or own[name] is not None}
    if isinstance(base, list) and isinstance(own, list) and key in _ADDED:
        return [*own, *base]
    return own


def _validated(path: Path, data: Mapping[str, Any], model: type[StrictModel]) -> StrictModel:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        # Only a file with mistakes needs places, so only then is it read with them.
        from cloudgen.load.catalog_places import validation_problems

        raise ProblemsError(validation_problems(path, model, error)) from None
