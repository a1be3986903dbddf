"""YAML with positions: every key and value remembers its line and column; what could blow up is refused before it is composed."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from cloudgen.problems import Problem, Problems, ProblemsError, Where

MAX_BYTES = 5_000_000
MAX_ALIASED = 10_000
MAX_DEPTH = 60
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

PathKey = tuple[str | int, ...]


@dataclass
class Document:
    """A parsed file: plain data, and where each path of it stands."""

    file: str
    data: Any = None
    places: dict[PathKey, Where] = field(default_factory=dict)

    def where(self, *path: str | int) -> Where:
        """The place of a path, or of its nearest ancestor that is written."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Where(self.file, 1, 1))


def read(path: Path) -> Document:
    """The file's document; everything wrong with it as YAML is raised as problems."""
    file = str(path)
    document = Document(file)
    problems = Problems()
    text = _text(path, file)
    try:
        _measure(text, file)
        loader = _LOADER(text)
        try:
            node = loader.get_single_node()
            document.data = _Builder(loader, document, problems).value(node, ()) if node is not None else None
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        raise ProblemsError((_yaml_problem(error, file),)) from None
    problems.raise_if_errors()
    return document


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


def _refused(code: str, message: str, file: str, line: int = 1, column: int = 1) -> ProblemsError:
    return ProblemsError((Problem(code, message, Where(file, line, column)),))


def _measure(text: str, file: str) -> None:
    """Walk the events: depth, and how many nodes aliases would expand to."""
    sizes: dict[str, int] = {}
    open_: list[list[Any]] = []
    aliased = 0
    for event in yaml.parse(text, _LOADER):
        size = 0
        mark: Any = event.start_mark
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in sizes:
                raise _refused(
                    "alias", f"The alias '*{event.anchor}' stands before or within what it names.", file, mark.line + 1, mark.column + 1
                )
            size = sizes[event.anchor]
            aliased += size
            if aliased > MAX_ALIASED:
                raise _refused("alias", f"Aliases expand to more than {MAX_ALIASED} nodes.", file, mark.line + 1, mark.column + 1)
        elif isinstance(event, yaml.ScalarEvent):
            size = 1
            if event.anchor:
                sizes[event.anchor] = 1
        elif isinstance(event, yaml.CollectionStartEvent):
            open_.append([event.anchor, 1])
            if len(open_) > MAX_DEPTH:
                raise _refused("too-deep", f"The file is nested deeper than {MAX_DEPTH} levels.", file, mark.line + 1, mark.column + 1)
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, size = open_.pop()
            if anchor:
                sizes[anchor] = size
        if open_ and size:
            open_[-1][1] += size


def _yaml_problem(error: yaml.YAMLError, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    what = getattr(error, "problem", None) or str(error).split("\n", maxsplit=1)[0]
    place = Where(file, mark.line + 1, mark.column + 1) if mark else Where(file, 1, 1)
    return Problem("yaml", f"The file isn't YAML: {what}.", place)


class _Builder:
    """Turns composed nodes into data and notes their places."""

    def __init__(self, loader: Any, document: Document, problems: Problems) -> None:
        self._loader = loader
        self._document = document
        self._problems = problems

    def value(self, node: Any, path: PathKey) -> Any:
        self._document.places.setdefault(path, self._place(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(member, (*path, index)) for index, member in enumerate(node.value)]
        return self._scalar(node)

    def _place(self, node: Any) -> Where:
        return Where(self._document.file, node.start_mark.line + 1, node.start_mark.column + 1)

    def _scalar(self, node: Any) -> Any:
        if node.tag == "tag:yaml.org,2002:timestamp":
            return node.value
        try:
            return self._loader.construct_object(node)
        except (yaml.YAMLError, ValueError, OverflowError):
            self._problems.add("yaml", "This value can't be read.", self._place(node))
            return None

    def _mapping(self, node: Any, path: PathKey) -> dict[str, Any]:
        result: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if key_node.tag == "tag:yaml.org,2002:merge":
                merged |= self._merged(value_node, path)
                continue
            if not isinstance(key_node, yaml.ScalarNode):
                self._problems.add("yaml", "A key must be plain text.", self._place(key_node))
                continue
            key = key_node.value
            if key in result:
                self._problems.add("duplicate-key", f"'{key[:60]}' stands here a second time.", self._place(key_node))
            self._document.places[*path, key] = self._place(key_node)
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
                self._problems.add("yaml", "Only a mapping can be merged in with '<<'.", self._place(member))
        return merged
