"""How YAML reads what was written, and how to write what was meant."""

import re
from collections.abc import Callable
from typing import Any, Literal

import yaml

MAX_NUMBER = 10**15
_OCTAL = re.compile(r"[-+]?0[0-7_]+")
_PLAIN = re.compile(r"[-+]?\d+(\.\d*)?([eE][-+]?\d+)?")
_CLOSERS = re.compile(r"[,\]}].*")

Wanted = Literal["text", "number", "boolean", "other"]


def number_trap(source: str, value: float) -> tuple[str, str] | None:
    """What is wrong with a number of a file, and the hint: no number, out of range, or not the digits that were written."""
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return f"{source[:60]} can't be used as a number", "Write a finite number."
    if abs(value) > MAX_NUMBER:
        return f"{source[:60]} is out of range", f"Numbers are from -{MAX_NUMBER:.0e} to {MAX_NUMBER:.0e}.".replace("e+", "e")
    if ":" in source:
        return f"YAML reads {source} as {value:.10g}, a number to the base of 60", f'Write {value:.10g}, or "{source}" for text.'
    if _OCTAL.fullmatch(source):
        plain = source.lstrip("+-0_") or "0"
        return f"YAML reads {source} as {value}, an octal number", f'Write {plain} or {value}, or "{source}" for text.'
    return None


def quoting_hint(source: str | None, value: Any, wanted: Wanted) -> str | None:
    """How to write the value that a key wants, where YAML made something else of it; `source` is what was written without quotes."""
    if value is None:
        named = f'YAML reads {source} as empty; write "{source}" for text.' if source and wanted == "text" else None
        return named or "The value is empty. Write one, or leave the key out."
    if wanted == "text" and source and isinstance(value, bool | int | float):
        read_as = str(value).lower() if isinstance(value, bool) else "a number"
        return f'YAML reads {source[:60]} as {read_as}. Write "{source[:60]}".'
    if wanted == "number" and source and isinstance(value, bool):
        read_as = str(value).lower()
        return "Write a number." if source.lower() == read_as else f"YAML reads {source} as {read_as}. Write a number."
    if wanted == "number" and isinstance(value, str) and _PLAIN.fullmatch(value) and abs(float(value)) <= MAX_NUMBER:
        return f"YAML reads this as text. Write {float(value):.15g}, without quotes."
    if wanted == "boolean" and isinstance(value, str) and value.lower() in ("true", "yes", "on", "false", "no", "off"):
        return f"Write {'true' if value.lower() in ('true', 'yes', 'on') else 'false'}, without quotes."
    return None


def syntax_hint(error: yaml.YAMLError, text: str) -> str | None:
    """What to change in a file that YAML can't read, where the parser's words alone don't say it."""
    said = f"{getattr(error, 'context', None) or ''}: {getattr(error, 'problem', None) or ''}"
    mark = getattr(error, "context_mark", None) or getattr(error, "problem_mark", None)
    for words, hint in _SYNTAX:
        if words in said:
            return hint(_rest(text, mark))
    return None


def _rest(text: str, mark: Any) -> str:
    """What stands from a mark to the end of the value, as far as a line shows that."""
    lines = text.splitlines()
    if mark is None or mark.line >= len(lines):
        return ""
    line = lines[mark.line]
    rest = line[mark.column :].split(" #")[0].rstrip()
    return _CLOSERS.sub("", rest) if re.search(r"[\[{]", line[: mark.column]) else rest


def _quoted(rest: str) -> str:
    if rest.startswith("\t"):
        return "Indent with spaces: YAML takes no tabs."
    return f"""A value that begins with {rest[:1]} must be quoted: "{rest[:80]}".""" if rest else "Quote the value."


def _fixed(hint: str) -> Callable[[str], str]:
    return lambda _rest: hint


_SYNTAX: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("while scanning an alias", _quoted),
    ("while scanning an anchor", _quoted),
    ("while scanning a tag", _quoted),
    ("while parsing a tag", _quoted),
    ("cannot start any token", _quoted),
    ("mapping values are not allowed", _fixed("Text with ': ' in it must be quoted; a key begins a line or follows '{' or ','.")),
    ("sequence entries are not allowed", _fixed("A list begins on the line below its key.")),
    ("expected ':'", _fixed("A key is followed by ': ' and its value; quote text that isn't a key.")),
    ("end of stream", _fixed("A closing quote is missing.")),
    ("unknown escape character", _fixed("Within double quotes \\ is written as \\\\; single quotes take it as it is.")),
    ("while parsing a flow", _fixed("A comma or a closing bracket is missing.")),
    ("while parsing a block", _fixed("Keys of one mapping, and items of one list, are indented alike.")),
)
