"""Writes HCL: every text passes `literal`, `comment` or `label`, and attributes are aligned as `terraform fmt` does it."""

import re
from collections.abc import Iterable, Mapping, Sequence

from cloudgen.language.hclvalues import Blocks, Call, Expr, Multiline, Text, Value

_WIDTH = 100
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
# An object may begin with none of them as a bare key: `{ for = 1 }` starts a comprehension, `{ null = 1 }` names a value.
_WORDS = frozenset({"else", "endfor", "endif", "false", "for", "if", "in", "null", "true"})
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def literal(text: str) -> str:
    """A quoted string that Terraform reads back as `text`, whatever it holds."""
    return f'"{_escape(text)}"'


def _escape(text: str) -> str:
    escaped = "".join(_ESCAPES.get(char) or (char if char.isprintable() else _code(char)) for char in text)
    return escaped.replace("${", "$${").replace("%{", "%%{")


def _code(char: str) -> str:
    number = ord(char)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def comment(text: str) -> str:
    """One comment line; what could end it becomes a space."""
    return f"# {' '.join(''.join(char if char.isprintable() else ' ' for char in text).split())}".rstrip()


def label(text: str) -> str:
    """The key of an object: an identifier or, where the text isn't one or is a word of HCL, a quoted string."""
    return text if _IDENTIFIER.match(text) and text not in _WORDS else literal(text)


def expression(value: Value, indent: int = 0) -> str:
    """A value as an expression; longer collections take a line per member, indented from `indent` on."""
    single = _single(value)
    if single is not None and len(single) + indent <= _WIDTH:
        return single
    return _multiple(value, indent)


def _scalar(value: Value) -> str | None:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, str):
        return literal(value)
    if isinstance(value, Expr):
        return value.text
    if isinstance(value, Text):
        return '"' + "".join(f"${{{p.text}}}" if isinstance(p, Expr) else _escape(p) for p in value.parts) + '"'
    return None


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _single(value: Value) -> str | None:
    scalar = _scalar(value)
    if scalar is not None:
        return scalar
    if isinstance(value, Call):
        inner = _single(value.argument)
        if inner is not None and value.spread:
            inner = inner[1:-1]
        return None if inner is None else f"{value.function}({inner})"
    if isinstance(value, Multiline) and value:
        return None
    if isinstance(value, Mapping):
        if len(value) > 1 and any(isinstance(member, Mapping | Call) for member in value.values()):
            return None
        members = [(key, _single(member)) for key, member in value.items()]
        if any(text is None for _, text in members):
            return None
        return "{ " + ", ".join(f"{label(key)} = {text}" for key, text in members) + " }" if members else "{}"
    if isinstance(value, Sequence):
        texts = [_single(member) for member in value]
        return None if any(text is None for text in texts) else f"[{', '.join(str(text) for text in texts)}]"
    return None


def _multiple(value: Value, indent: int) -> str:
    pad = " " * indent
    if isinstance(value, Call):
        return f"{value.function}({_spread(value, indent) if value.spread else _multiple(value.argument, indent)})"
    if isinstance(value, Mapping) and value:
        return "{\n" + "\n".join(_assignments(((label(key), member) for key, member in value.items()), indent + 2)) + f"\n{pad}}}"
    if isinstance(value, Sequence) and not isinstance(value, str) and value:
        items = "".join(f"{pad}  {expression(member, indent + 2)},\n" for member in value)
        return f"[\n{items}{pad}]"
    return _single(value) or _scalar(value) or "null"


def _spread(value: Call, indent: int) -> str:
    members = "".join(f"{' ' * (indent + 2)}{expression(member, indent + 2)},\n" for member in value.argument)  # type: ignore[union-attr]
    return f"\n{members}{' ' * indent}"


def attributes(pairs: Iterable[tuple[str, Value]], indent: int = 2) -> list[str]:
    """The attributes of a block's body as lines `name = value`; a name is an identifier, which may be a word of HCL."""
    return _assignments(pairs, indent)


def _assignments(pairs: Iterable[tuple[str, Value]], indent: int) -> list[str]:
    """Lines `key = value`: neighbours on one line are aligned; one that takes several lines is a group of its own."""
    lines: list[str] = []
    group: list[tuple[str, str]] = []
    pad = " " * indent

    def flush() -> None:
        width = max((len(key) for key, _ in group), default=0)
        lines.extend(f"{pad}{key.ljust(width)} = {text}" for key, text in group)
        group.clear()

    for key, value in pairs:
        text = expression(value, indent)
        if "\n" in text:
            flush()
            lines.append(f"{pad}{key} = {text}")
        else:
            group.append((key, text))
    flush()
    return lines


def body(pairs: Mapping[str, Value], indent: int = 2) -> list[str]:
    """The inside of a block: attributes first, then nested blocks, each after an empty line."""
    lines = attributes([(key, value) for key, value in pairs.items() if not isinstance(value, Blocks)], indent)
    pad = " " * indent
    for key, value in pairs.items():
        if isinstance(value, Blocks):
            for nested in value.bodies:
                lines += [""] * bool(lines) + [f"{pad}{key} {{", *body(nested, indent + 2), f"{pad}}}"]
    return lines


def block(kind: str, labels: Sequence[str], lines: Sequence[str]) -> str:
    """A whole block, with a newline at its end."""
    head = " ".join([kind, *(literal(name) for name in labels)])
    return f"{head} {{\n" + "\n".join(lines) + "\n}\n" if lines else f"{head} {{}}\n"


def conditions(texts: Sequence[str], indent: int = 4) -> str:
    """A condition that holds where all do, a line for each; `indent` is that of the attribute that gets it."""
    if len(texts) == 1:
        return texts[0]
    pad = " " * indent
    return "alltrue([\n" + "".join(f"{pad}  {text},\n" for text in texts) + f"{pad}])"
