"""YAML with positions: every key and value remembers its line and column; what could blow up is refused before it is composed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from cloudgen.load.yaml_hints import number_trap, syntax_hint
from cloudgen.problems import Problem, Problems, ProblemsError, Where

MAX_BYTES = 5_000_000
MAX_ALIASED = 10_000
MAX_DEPTH = 60
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

PathKey = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """A parsed file: plain data, and the place of each path in it.

    `sources` has what was written where YAML made something other than text of it, such as `no`, `010` or nothing.
    `nodes` are YAML's own: those of values by path and False, those of keys by path and True.
    `problems` are about single values; their paths are in `rejected`, and their data is not to be used.
    """

    file: str
    data: Any = None
    places: Mapping[PathKey, Where] = field(default_factory=dict)
    sources: Mapping[PathKey, str] = field(default_factory=dict)
    nodes: Mapping[tuple[PathKey, bool], Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    rejected: frozenset[PathKey] = frozenset()

    def where(self, *path: str | int) -> Where:
        """The place of a path, or of its nearest ancestor that is written."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Where(self.file, 1, 1))

    def within(self, path: PathKey, column: int = 0, *, key: bool = False) -> Where:
        """The place of a column (from 0) of the text, or the key, at a path; its beginning where it is folded or escaped."""
        node = self.nodes.get((path, key))
        if node is None:
            return self.where(*path)
        start, end = node.start_mark, node.end_mark
        quotes = end.column - start.column - len(node.value) if isinstance(node, yaml.ScalarNode) and start.line == end.line else -1
        return Where(self.file, start.line + 1, start.column + 1 + {0: column, 2: column + 1}.get(quotes, 0))


def read(path: Path) -> Document:
    """The file's document; a file that can't be read, or isn't YAML as a whole, is raised as a problem."""
    return parse(_text(path, str(path)), str(path))


def parse(text: str, file: str) -> Document:
    """The document of a text; `file` is what its places name."""
    try:
        _measure(text, file)
        loader = _LOADER(text)
        try:
            builder = _Builder(loader, file)
            node = loader.get_single_node()
            data = builder.value(node, ()) if node is not None else None
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        raise ProblemsError((_yaml_problem(error, text, file),)) from None
    return Document(file, data, builder.places, builder.sources, builder.nodes, tuple(builder.problems.all), frozenset(builder.rejected))


def _text(path: Path, file: str) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _refused("too-large", f"The file has more than {MAX_BYTES // 1_000_000} MB.", file)
        content = path.read_bytes()
    except FileNotFoundError:
        hint = "Start one with: cloudgen init"
        raise ProblemsError((Problem("no-spec", f"There is no file {file}.", None, hint),)) from None
    except OSError as error:
        raise ProblemsError((Problem("unreadable", f"{file} can't be read: {error.strerror}.", blame="environment"),)) from None
    if len(content) > MAX_BYTES:
        raise _refused("too-large", f"The file has more than {MAX_BYTES // 1_000_000} MB.", file)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ProblemsError((Problem("not-utf8", "The file isn't UTF-8 text.", Where(file, line, 1)),)) from None


def _refused(code: str, message: str, file: str, mark: Any = None, hint: str | None = None) -> ProblemsError:
    place = Where(file, mark.line + 1, mark.column + 1) if mark else Where(file, 1, 1)
    return ProblemsError((Problem(code, message, place, hint),))


def _measure(text: str, file: str) -> None:
    """Walk the events: depth, and how many nodes aliases would expand to."""
    sizes: dict[str, int] = {}
    open_: list[list[Any]] = []
    aliased = 0
    for event in _events(text):
        size = 0
        mark: Any = event.start_mark
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in sizes:
                message = f"The alias '*{event.anchor}' has no anchor '&{event.anchor}' before it."
                raise _refused("alias", message, file, mark, f'Write "*{event.anchor}" for text.')
            size = sizes[event.anchor]
            aliased += size
            if aliased > MAX_ALIASED:
                raise _refused("alias", f"Aliases expand to more than {MAX_ALIASED} nodes.", file, mark)
        elif isinstance(event, yaml.ScalarEvent):
            size = 1
            if event.anchor:
                sizes[event.anchor] = 1
        elif isinstance(event, yaml.CollectionStartEvent):
            open_.append([event.anchor, 1])
            if len(open_) > MAX_DEPTH:
                raise _refused("too-deep", f"The file is nested deeper than {MAX_DEPTH} levels.", file, mark)
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, size = open_.pop()
            if anchor:
                sizes[anchor] = size
        if open_ and size:
            open_[-1][1] += size


def _events(text: str) -> Iterator[Any]:
    """The parser's events. Newer parsers refuse deep nesting by themselves, far ahead: then the rest of those before that place."""
    passed = 0
    try:
        for event in yaml.parse(text, _LOADER):
            passed += 1
            yield event
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        if mark is None or "nesting depth" not in str(getattr(error, "problem", "")):
            raise
        lines = text.splitlines(keepends=True)
        readable = "".join(lines[: mark.line]) + lines[mark.line][: mark.column - 1]
        yield from islice(yaml.parse(readable, _LOADER), passed, None)


def _yaml_problem(error: yaml.YAMLError, text: str, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    what = getattr(error, "problem", None) or str(error).split("\n", maxsplit=1)[0]
    place = Where(file, mark.line + 1, mark.column + 1) if mark else Where(file, 1, 1)
    return Problem("yaml", f"The file isn't YAML: {what}.", place, syntax_hint(error, text))


class _Builder:
    """Turns composed nodes into data; notes the places, the sources of plain scalars, and what is wrong with single values."""

    def __init__(self, loader: Any, file: str) -> None:
        self._loader = loader
        self._file = file
        self.places: dict[PathKey, Where] = {}
        self.sources: dict[PathKey, str] = {}
        self.nodes: dict[tuple[PathKey, bool], Any] = {}
        self.problems = Problems()
        self.rejected: set[PathKey] = set()

    def value(self, node: Any, path: PathKey) -> Any:
        """The data of a node."""
        self.places.setdefault(path, self._place(node))
        self.nodes[path, False] = node
        self.sources.pop(path, None)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(member, (*path, index)) for index, member in enumerate(node.value)]
        return self._scalar(node, path)

    def _place(self, node: Any) -> Where:
        return Where(self._file, node.start_mark.line + 1, node.start_mark.column + 1)

    def _reject(self, path: PathKey, code: str, message: str, hint: str | None) -> None:
        self.rejected.add(path)
        self.problems.add(code, message, self.places[path], hint)

    def _scalar(self, node: Any, path: PathKey) -> Any:
        if node.tag == "tag:yaml.org,2002:timestamp":
            return node.value
        source = node.value
        try:
            value = self._loader.construct_object(node)
        except (yaml.YAMLError, ValueError, OverflowError):
            tag = "" if source == "=" or node.tag.startswith("tag:yaml.org,2002:") else f" with the tag '{node.tag[:40]}'"
            hint = f'Write "{source[:60]}" for text.'
            self._reject(path, "yaml-value", f"YAML has no value for {source[:60]!r}{tag}.", hint)
            return None
        if isinstance(value, str):
            return value
        if not isinstance(value, bool | int | float | None):
            self._reject(path, "yaml-value", f"A value of the type {type(value).__name__} can't be used here.", "Write it as text.")
            return None
        if not node.style:  # plain: the C parser says so with an empty text
            self.sources[path] = source
        trap = number_trap(source, value) if isinstance(value, int | float) and not isinstance(value, bool) else None
        if trap:
            self._reject(path, "yaml-number", f"{trap[0]}.", trap[1])
            return None
        return value

    def _mapping(self, node: Any, path: PathKey) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if key_node.tag == "tag:yaml.org,2002:merge":
                merged |= self._merged(value_node, path)
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if key_node.tag == "tag:yaml.org,2002:merge":
                continue
            if not isinstance(key_node, yaml.ScalarNode):
                self.problems.add("yaml-key", "A key must be text.", self._place(key_node), "Quote it.")
                continue
            key = key_node.value
            if key in result:
                first = self.places[*path, key]
                message = f"Duplicate key '{key[:60]}': line {first.line} has it too."
                self.problems.add("duplicate-key", message, self._place(key_node), "Remove one of them.")
            self.places[*path, key] = self._place(key_node)
            self.nodes[(*path, key), True] = key_node
            result[key] = self.value(value_node, (*path, key))
        return merged | result

    def _merged(self, node: Any, path: PathKey) -> dict[str, Any]:
        members = node.value if isinstance(node, yaml.SequenceNode) else [node]
        merged: dict[str, Any] = {}
        for member in reversed(members):
            value = self.value(member, path)
            if isinstance(value, dict):
                merged |= value
            else:
                hint = "For example: <<: *name, with &name before a mapping."
                self.problems.add("yaml-key", "Only a mapping can be merged in with '<<'.", self._place(member), hint)
        return merged
