"""Where in a catalog file a mistake is: the file is read again, with places, once something is wrong with it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from cloudgen.language.expressions import ExpressionError, expression, template
from cloudgen.language.tree import Node, Reference, references
from cloudgen.load.positions import Document, PathKey, read
from cloudgen.problems import Problem, ProblemsError, Where, nearest_hint


@dataclass(frozen=True)
class Mistake:
    """What is wrong with a value of a catalog file.

    `path` leads to it by the keys of its model; keys that the file leaves out (`value` of a bare input) are skipped. `reference` is the
    one within the value that is wrong.
    """

    message: str
    path: PathKey
    hint: str | None = None
    reference: Reference | None = None


def problems_of(path: Path, mistakes: Iterable[Mistake]) -> tuple[Problem, ...]:
    """Mistakes of a file as problems with their places; each once, in the file's order."""
    document = _document(path)
    found = {Problem("catalog", each.message, _place(document, each), each.hint, blame="catalog"): None for each in mistakes}
    return tuple(sorted(found, key=lambda each: (each.where.line, each.where.column) if each.where else (0, 0)))


def validation_problems(path: Path, model: type[BaseModel], error: ValidationError) -> tuple[Problem, ...]:
    """What pydantic refuses in a file as problems; a syntax error of an expression at its own column."""
    document = _document(path)
    found: dict[Problem, None] = {}
    for item in error.errors(include_url=False, include_input=False):
        if _other_branch(document.data, item["loc"]):
            continue
        cause = item.get("ctx", {}).get("error")
        own, data = written(document.data, item["loc"])
        where = _key_or_value(document, own, item["type"])
        name = ".".join(map(str, item["loc"]))
        if isinstance(cause, ExpressionError):
            where, name = _of_expression(document, own, data, cause) or (where, name)
            end = "" if cause.message.endswith("?") else "."
            found[Problem("catalog", f"{name}: {cause.message}{end}", where, blame="catalog")] = None
        else:
            message, hint = _complaint(model, item["loc"], name, item)
            found[Problem("catalog", message, where, hint, blame="catalog")] = None
    return tuple(found)


def blamed(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems of a file as YAML, as problems of the catalog."""
    return tuple(Problem("catalog", each.message, each.where, each.hint, blame="catalog") for each in problems)


def written(data: Any, path: Iterable[str | int]) -> tuple[PathKey, Any]:
    """A path as it is in the file, without parts that the file leaves out, and the value there."""
    own: tuple[str | int, ...] = ()
    for part in path:
        key = part if isinstance(data, list) else str(part)
        if isinstance(data, Mapping) and key in data:
            own, data = (*own, key), data[str(key)]
        elif isinstance(data, list) and isinstance(key, int) and key < len(data):
            own, data = (*own, key), data[key]
    return own, data


def leaves(data: Any, path: PathKey) -> Iterator[tuple[PathKey, str, bool]]:
    """Every text within a value with its path; True for one that is a key."""
    if isinstance(data, str):
        yield path, data, False
    elif isinstance(data, Mapping):
        for key, member in data.items():
            yield (*path, key), str(key), True
            yield from leaves(member, (*path, key))
    elif isinstance(data, list):
        for index, member in enumerate(data):
            yield from leaves(member, (*path, index))


def _document(path: Path) -> Document:
    try:
        return read(path)
    except ProblemsError as error:
        raise ProblemsError(blamed(error.problems)) from None


def _place(document: Document, mistake: Mistake) -> Where:
    own, data = written(document.data, mistake.path)
    if mistake.reference is not None:
        for path, text, is_key in leaves(data, own):
            for reference in _references(text):
                if reference == mistake.reference:
                    return document.within(path, reference.column, key=is_key)
    return document.where(*own)


def _references(text: str) -> list[Reference]:
    return [reference for node in _parsed(text) for reference in references(node)]


def _parsed(text: str) -> Iterator[Node]:
    for parse in (template, expression):
        try:
            yield parse(text)
        except ExpressionError:
            continue


def _of_expression(document: Document, own: PathKey, data: Any, cause: ExpressionError) -> tuple[Where, str] | None:
    """The place of a text that isn't an expression or template, and its dotted path."""
    for path, text, is_key in leaves(data, own):
        if any(_fails(parse, text, cause) for parse in (template, expression)):
            return document.within(path, cause.column, key=is_key), ".".join(map(str, path))
    return None


def _fails(parse: Callable[[Any], Node], text: str, cause: ExpressionError) -> bool:
    try:
        parse(text)
    except ExpressionError as error:
        return (error.message, error.column) == (cause.message, cause.column)
    return False


def _key_or_value(document: Document, own: PathKey, kind: str) -> Where:
    """The key where the key is wrong, or a mapping that lacks one; the value otherwise."""
    return document.where(*own) if kind in ("extra_forbidden", "missing") else document.within(own)


def _other_branch(data: Any, path: tuple[str | int, ...]) -> bool:
    """Whether pydantic complains of a mapping that it isn't a text, which another branch of a union takes."""
    return path[-1:] == ("str",) and not isinstance(written(data, path)[1], str)


_MESSAGES: Mapping[str, str] = {
    "string_type": "must be a text",
    "list_type": "must be a list",
    "dict_type": "must be a mapping",
    "model_type": "must be a mapping",
    "model_attributes_type": "must be a mapping",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
}


def _complaint(model: type[BaseModel], path: tuple[str | int, ...], name: str, item: Mapping[str, Any]) -> tuple[str, str | None]:
    if item["type"] == "extra_forbidden":
        return f"Unknown key '{path[-1]}'.", nearest_hint(str(path[-1]), _keys(model, path[:-1]), "Keys")
    if item["type"] == "missing":
        return f"'{path[-1]}' is missing.", None
    if item["type"] == "literal_error":
        return f"{name} must be {item['ctx']['expected']}.", None
    message = item["msg"].removeprefix("Value error, ")
    return f"{name} {_MESSAGES.get(item['type'], message[:1].lower() + message[1:])}.", None


def _keys(model: type[BaseModel], path: Iterable[str | int]) -> list[str]:
    """The keys that the model at a path takes."""
    for part in path:
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        if part in fields:
            model = _model_in(fields[str(part)].annotation) or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model that a field's type holds, if it holds one."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for member in getattr(annotation, "__args__", ()) if (found := _model_in(member))), None)
