"""What pydantic says of a wrong value, in the words of a spec: what is wrong, what is allowed, how to write it."""

from collections.abc import Mapping, Sequence
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from cloudgen.load.positions import Document, PathKey
from cloudgen.load.spec import Spec
from cloudgen.load.yaml_hints import Wanted, quoting_hint
from cloudgen.problems import Problems, nearest_hint

_TYPES: Mapping[str, tuple[str, Wanted]] = {
    "string_type": ("must be text", "text"),
    "float_type": ("must be a number", "number"),
    "dict_type": ("must be a mapping", "other"),
    "model_type": ("must be a mapping", "other"),
    "model_attributes_type": ("must be a mapping", "other"),
    "tuple_type": ("must be a list", "other"),
    "greater_than_equal": ("must be at least {ge:,g}", "number"),
    "less_than_equal": ("must be at most {le:,g}", "number"),
    "finite_number": ("must be a finite number", "number"),
    "string_too_long": ("must have at most {max_length} characters", "text"),
    "literal_error": ("must be {expected}", "text"),
}


def report(path: PathKey, items: Sequence[Mapping[str, Any]], document: Document, problems: Problems) -> None:
    """The problem of one path; `items` are pydantic's errors about it, several where a value may have several types."""
    kind, where = items[0]["type"], document.where(*path)
    if kind == "missing":
        inside = ".".join(map(str, path[:-1])) or "the spec"
        problems.add("missing", f"'{path[-1]}' is missing in {inside[:120]}.", where, f"Required there: {', '.join(_required(path[:-1]))}.")
    elif kind == "extra_forbidden":
        problems.add(
            "unknown-key", f"'{str(path[-1])[:60]}' is unknown here.{_moved(path)}", where, nearest_hint(str(path[-1]), allowed(path[:-1]))
        )
    elif items[0]["loc"][-1] == "[key]" and kind == "literal_error":
        names = list(get_args(_key(path[:-1])))
        problems.add("unknown-key", f"'{str(path[-1])[:60]}' is unknown here.", where, nearest_hint(str(path[-1]), names))
    else:
        name = ".".join(map(str, path))[:120]
        rules = " or ".join(dict.fromkeys(_rule(item) for item in items))
        source = document.sources.get(path)
        value = value_at(document.data, path)
        hints = [quoting_hint(source, value, _TYPES.get(item["type"], ("", "other"))[1]) for item in items]
        problems.add("wrong-value", f"'{name}' {rules}{shown(source, value)}.", where, next((hint for hint in hints if hint), None))


def shown(source: str | None, value: Any) -> str:
    """`, not x`, with what was written, where that is short enough to help."""
    text = source or (
        "" if value is None or isinstance(value, dict | list) else str(value).lower() if value in (True, False) else repr(value)
    )
    return f", not {text if len(text) <= 60 else f'{text[:57]}...'}" if text else ""


def value_at(data: Any, path: PathKey) -> Any:
    """The value of a path, or None where there is none."""
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def allowed(path: PathKey) -> list[str]:
    """The keys that the model at a path takes."""
    return [field.alias or name for model in _models(path) for name, field in model.model_fields.items()]


def takes_nothing(path: PathKey) -> bool:
    """Whether an optional single value is at a path, which says nothing when it is left empty."""
    members = [member for annotation in _annotations(path) for member in _members(annotation)]
    collections = [member for member in members if get_origin(member) in (dict, tuple, list) or _is_model(member)]
    return NoneType in members and not collections


def _rule(item: Mapping[str, Any]) -> str:
    if item["type"] in _TYPES:
        return _TYPES[item["type"]][0].format(**item.get("ctx", {}))
    message = item["msg"].removeprefix("Value error, ")
    return str(message[:1].lower() + message[1:])


def _moved(path: PathKey) -> str:
    if len(path) > 1 and path[0] == "environments" and path[-1] in ("kind", "service", "flows", "title", "was"):
        return " An environment changes settings, pins and traffic, never what exists."
    return ""


def _required(path: PathKey) -> list[str]:
    return [field.alias or name for model in _models(path) for name, field in model.model_fields.items() if field.is_required()]


def _models(path: PathKey) -> list[type[BaseModel]]:
    return [member for annotation in _annotations(path) for member in _members(annotation) if _is_model(member)]


def _key(path: PathKey) -> Any:
    """The type of the keys of the mapping at a path."""
    members = [member for annotation in _annotations(path) for member in _members(annotation)]
    return next((get_args(member)[0] for member in members if get_origin(member) is dict), str)


def _annotations(path: PathKey) -> list[Any]:
    """What the models say of a path."""
    found: list[Any] = [Spec]
    for part in path:
        found = [inner for annotation in found for member in _members(annotation) for inner in _inside(member, part)]
    return found


def _inside(member: Any, part: str | int) -> list[Any]:
    if _is_model(member):
        return [field.annotation for name, field in member.model_fields.items() if (field.alias or name) == part]
    if get_origin(member) is dict:
        return [get_args(member)[1]]
    return [get_args(member)[0]] if get_origin(member) in (tuple, list) else []


def _members(annotation: Any) -> list[Any]:
    """The types that an annotation allows."""
    if get_origin(annotation) is Annotated:
        return _members(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return [inner for member in get_args(annotation) for inner in _members(member)]
    return [annotation]


def _is_model(member: Any) -> bool:
    return isinstance(member, type) and issubclass(member, BaseModel)
