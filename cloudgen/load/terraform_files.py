"""What a Terraform module takes, gives and makes, read from its formatted files."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_BLOCK = re.compile(r'^(variable|output) "([^"]+)" \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
_RESOURCE = re.compile(r'^resource "([^"]+)" "([^"]+)" \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
_TYPE = re.compile(r"^  type\s*=\s*", re.MULTILINE)
_DEFAULT = re.compile(r"^  default\s*=\s*", re.MULTILINE)
_DESCRIPTION = re.compile(r'^  description\s*=\s*"((?:[^"\\]|\\.)*)"$', re.MULTILINE)
_MAP = re.compile(r"map\(")
_OBJECT = re.compile(r"map\(\s*object\(\{")
_ARGUMENT = re.compile(r"^  (\w+)\s*(?:\{|=\s*(.*))", re.MULTILINE)
_DYNAMIC = re.compile(r'^  dynamic "(\w+)" \{', re.MULTILINE)
_LITERAL = re.compile(r'("[^"\\$%]*"|true|false|-?\d+(?:\.\d+)?)(?:\s*#.*)?')
_OPENING, _CLOSING = "({[", ")}]"
# Argument or block of a resource to the text, number or boolean that the module writes out, None where Terraform computes it.
Arguments = Mapping[str, str | int | float | None]


@dataclass(frozen=True)
class Variable:
    """A variable of a module: type and default as they are written, None without a default, and its description.

    `attributes` are those of a map's objects: name to whether an entry must have it.
    """

    type: str
    default: str | None
    description: str
    attributes: Mapping[str, bool] | None

    @property
    def is_map(self) -> bool:
        """Whether it takes entries by key."""
        return _MAP.match(self.type) is not None


@cache
def variables_of(folder: Path) -> Mapping[str, Variable]:
    """The variables of a module's folder, by name."""
    return {name: _variable(body) for name, body in _blocks(folder, "variable")}


@cache
def outputs_of(folder: Path) -> frozenset[str]:
    """The names of a module's outputs."""
    return frozenset(name for name, _ in _blocks(folder, "output"))


def _blocks(folder: Path, kind: str) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*.tf")):
        for found in _BLOCK.finditer(path.read_text(encoding="utf-8")):
            if found[1] == kind:
                yield found[2], found[3]


def _variable(body: str) -> Variable:
    written = _expression(_TYPE, body) or "any"
    description = _DESCRIPTION.search(body)
    return Variable(written, _expression(_DEFAULT, body), description[1] if description else "", _attributes(written))


def _expression(key: re.Pattern[str], body: str) -> str | None:
    found = key.search(body)
    return _balanced(body[found.end() :]) if found else None


def _balanced(text: str) -> str:
    """The expression that a text begins with: up to the end of the line on which its brackets are closed."""
    depth = 0
    for place, letter in enumerate(text):
        depth += (letter in _OPENING) - (letter in _CLOSING)
        if letter == "\n" and depth == 0:
            return text[:place]
    return text


def _attributes(written: str) -> Mapping[str, bool] | None:
    """The attributes of `map(object({...}))`, None for any other type."""
    found = _OBJECT.match(written)
    if not found:
        return None
    depth, inner = 0, ""
    for letter in written[found.end() :]:
        depth += (letter in _OPENING) - (letter in _CLOSING)
        if depth < 0:
            break
        inner += "\n" if letter == "," and depth == 0 else letter if depth == 0 or letter == "(" else ""
    return {name: value.strip() != "optional(" for name, value in re.findall(r"^\s*(\w+)\s*=\s*([a-z]+\(?)", inner, re.MULTILINE)}


@cache
def resources_of(folder: Path) -> Mapping[str, Arguments]:
    """The resources of a module by address."""
    found: dict[str, Arguments] = {}
    for path in sorted(folder.glob("*.tf")):
        for kind, label, body in _RESOURCE.findall(path.read_text(encoding="utf-8")):
            blocks = dict.fromkeys(_DYNAMIC.findall(body))
            found[f"{kind}.{label}"] = {**blocks, **{each[1]: _literal(each[2] or "") for each in _ARGUMENT.finditer(body)}}
    return found


def _literal(written: str) -> str | int | float | None:
    """The value that an expression writes out, None for any other."""
    found = _LITERAL.fullmatch(written)
    value: str | int | float | None = json.loads(found[1]) if found else None
    return value
