"""What clients send: query, JSON, forms and multipart with `key[]` and `a[b][c]`, all as one tree of plain values."""

from collections.abc import AsyncGenerator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from social.domain.errors import Invalid, Refused
from social.domain.ids import parse

# Held in memory: a body that is no form with files, or all of such a form but its files.
MAX_BODY = 1_000_000
MAX_FORM = 40_000_000
MAX_KEYS = 2_000
MAX_DEPTH = 8
_TRUE = {"1", "true", "on", "yes", "t"}
_FALSE = {"0", "false", "off", "no", "f", ""}


@dataclass(frozen=True)
class Params:
    """The tree. A method per kind of value; what doesn't fit is Invalid with the parameter's name."""

    tree: Mapping[str, Any] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name in self.tree

    def raw(self, name: str, default: Any = None) -> Any:
        """As it came."""
        return self.tree.get(name, default)

    def text(self, name: str, default: str | None = None, *, most: int = 100_000) -> str | None:
        """Text; numbers and booleans of JSON are taken as text."""
        value = self.tree.get(name)
        if value is None:
            return default
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int | float):
            return str(value)
        if not isinstance(value, str):
            raise Invalid(f"Validation failed: {name} must be text")
        if "\x00" in value or any(0xD800 <= ord(char) <= 0xDFFF for char in value):
            raise Invalid(f"Validation failed: {name} holds characters that are no text")
        if len(value) > most:
            raise Invalid(f"Validation failed: {name} is too long (maximum is {most} characters)")
        return value

    def required(self, name: str, *, most: int = 100_000) -> str:
        """Text that must be there."""
        value = self.text(name, most=most)
        if value is None or value == "":
            raise Invalid(f"Validation failed: {name} can't be blank")
        return value

    def flag(self, name: str, default: bool | None = None) -> bool | None:
        """A boolean: 1, true and on, or 0, false and off."""
        value = self.tree.get(name)
        if value is None:
            return default
        if isinstance(value, bool):
            return value
        text = str(value).lower()
        if text in _TRUE:
            return True
        if text in _FALSE:
            return False
        raise Invalid(f"Validation failed: {name} must be true or false")

    def number(self, name: str, default: int | None = None, *, least: int = 0, most: int = 2**31 - 1) -> int | None:
        """A whole number, forced between its limits."""
        value = self.tree.get(name)
        if value is None or value == "":
            return default
        try:
            return max(least, min(most, int(str(value))))
        except ValueError:
            raise Invalid(f"Validation failed: {name} must be a number") from None

    def id(self, name: str) -> int | None:
        """An id; NotFound-like input (text that is no id) is None."""
        return parse(self.text(name))

    def ids(self, name: str, *, most: int = 500) -> list[int]:
        """Ids of `name[]`, of a list or of one value; what is no id is left out."""
        found = [parse(str(value)) for value in self.many(name, most=most)]
        return [value for value in found if value is not None]

    def many(self, name: str, *, most: int = 500) -> list[str]:
        """Texts of `name[]`, of a list, of a mapping with numbers as keys, or of one value."""
        value = self.tree.get(name)
        if value is None:
            return []
        if isinstance(value, Mapping):
            value = [member for _, member in sorted(value.items(), key=lambda pair: (len(str(pair[0])), str(pair[0])))]
        members = value if isinstance(value, list) else [value]
        if len(members) > most:
            raise Invalid(f"Validation failed: {name} has more than {most} members")
        return [Params({name: member}).text(name) or "" for member in members if not isinstance(member, dict | list)]

    def nested(self, name: str) -> "Params":
        """The parameters below a name."""
        value = self.tree.get(name)
        return Params(value) if isinstance(value, Mapping) else Params()

    def members(self, name: str) -> list["Params"]:
        """Mappings of a list: `fields_attributes[0][name]` or a JSON list."""
        value = self.tree.get(name)
        if isinstance(value, Mapping):
            value = [member for _, member in sorted(value.items(), key=lambda pair: (len(str(pair[0])), str(pair[0])))]
        return [Params(member) for member in value if isinstance(member, Mapping)] if isinstance(value, list) else []

    def file(self, name: str) -> UploadFile | None:
        """An uploaded file."""
        value = self.tree.get(name)
        return value if isinstance(value, UploadFile) else None


async def read(request: Request) -> Params:
    """The parameters of a request: the path's are not in it, the body's come before the query's."""
    pairs: list[tuple[str, Any]] = list(request.query_params.multi_items())
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    extra: Mapping[str, Any] = {}
    if kind == "application/json":
        # Some clients send it with GET, too.
        extra = await _json(request)
    elif request.method not in ("GET", "HEAD"):
        if kind == "multipart/form-data":
            pairs += await multipart(request, MAX_FORM, files=8)
        elif kind == "application/x-www-form-urlencoded":
            try:
                form = await request.form(max_files=0, max_fields=MAX_KEYS, max_part_size=MAX_BODY)
            except Exception as error:  # the parser's own errors differ by kind of body
                raise Refused("The form can't be read") from error
            pairs += form.multi_items()
    return Params({**tree(pairs), **extra})


async def multipart(request: Request, most: int, *, files: int) -> list[tuple[str, Any]]:
    """Fields and files of a form; Invalid as soon as it has more bytes than `most`, so that nobody fills the disk."""
    stream = _counted(request, most)
    try:
        form = await _Parser(request.headers, stream, max_files=files, max_fields=MAX_KEYS, max_part_size=MAX_BODY).parse()
    except (Refused, ClientDisconnect):
        raise
    except Exception as error:  # as above
        raise Refused("The form can't be read") from error
    return form.multi_items()


class _Parser(MultiPartParser):
    """Counts fields together, since they are held in memory until the last of them has come."""

    _held = 0

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        """A piece of a field or of a file."""
        if self._current_part.file is None:
            self._held += end - start
            if self._held > MAX_BODY:
                raise MultiPartException("Too much text")
        super().on_part_data(data, start, end)


async def _counted(request: Request, most: int) -> AsyncGenerator[bytes, None]:
    too_large = Invalid(f"Validation failed: File file size must be less than {most // 1_000_000 or 1} MB")
    announced = request.headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and int(announced) > most:
        raise too_large
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > most:
            raise too_large
        yield piece


async def _json(request: Request) -> Mapping[str, Any]:
    body = await request.body()  # the gate has read it
    if not body.strip():
        return {}
    try:
        data = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Refused("The body is no JSON") from None
    if not isinstance(data, dict):
        raise Refused("The body must be a JSON object")
    return data


def tree(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """`a[b][c]=1` as {a: {b: {c: 1}}}, `a[]=1&a[]=2` as {a: [1, 2]}; the last of plain repeats wins."""
    root: dict[str, Any] = {}
    for number, (key, value) in enumerate(pairs):
        if number >= MAX_KEYS:
            raise Refused("Too many parameters")
        _put(root, _path(key), value)
    return root


def _path(key: str) -> list[str]:
    head, bracket, rest = key.partition("[")
    if not bracket or not rest.endswith("]") or not head:
        return [key]
    parts = [head, *rest[:-1].split("][")]
    if len(parts) > MAX_DEPTH:
        raise Refused("Parameters are nested too deep")
    return parts


def _put(place: dict[str, Any], path: list[str], value: Any) -> None:
    head, *rest = path
    if not rest:
        place[head] = value
    elif rest == [""]:
        found = place.get(head)
        place[head] = [*found, value] if isinstance(found, list) else [value]
    elif rest[0] == "":
        # fields[][name]=a&fields[][value]=b: a member ends where a key comes again.
        found = place.get(head)
        members = found if isinstance(found, list) else []
        if not members or not isinstance(members[-1], dict) or rest[1] in members[-1]:
            members.append({})
        _put(members[-1], rest[1:], value)
        place[head] = members
    else:
        found = place.get(head)
        child = found if isinstance(found, dict) else {}
        place[head] = child
        _put(child, rest, value)
