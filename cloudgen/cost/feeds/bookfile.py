"""A price book's text with new prices: only the lines of changed figures are replaced, so order, comments and notes stay."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal

import yaml

from cloudgen.cost.feeds.judge import Verdict

_RECORD = re.compile(r"- id:\s*(\S+)\s*$")
_KEY = re.compile(r"  ([a-z_]+):")
_REPLACED = ("price", "tiers", "same_as", "source", "as_of", "confidence")


def rewritten(text: str, verdicts: Iterable[Verdict]) -> str:
    """The book with every changed or confirmed price, and where and when it was read."""
    wanted = {(each.price.id, each.price.region): each for each in verdicts if each.status in ("changed", "confirmed")}
    lines = text.split("\n")
    result: list[str] = []
    position = 0
    while position < len(lines):
        end = _end(lines, position)
        block = lines[position:end]
        verdict = wanted.get(_identity(block))
        result += block if verdict is None else _record(block, verdict)
        position = end
    return "\n".join(result)


def repeated(text: str) -> list[str]:
    """Duplicate records; a book that is read keeps only one of them."""
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines) if _RECORD.match(line)]
    counts = Counter(_identity(lines[start : _end(lines, start)]) for start in starts)
    return [f"{price_id} in {region}" for (price_id, region), count in counts.items() if count > 1]


def _end(lines: list[str], start: int) -> int:
    """Where the record that begins here ends: at the first line that isn't indented. Any other line is a block of its own."""
    end = start + 1
    while _RECORD.match(lines[start]) and end < len(lines) and lines[end].startswith("  "):
        end += 1
    return end


def _identity(block: list[str]) -> tuple[str, str]:
    """Id and region of a record."""
    found = _RECORD.match(block[0])
    regions = [line.split(":", 1)[1].strip().strip("'\"") for line in block if line.startswith("  region:")]
    return (found.group(1).strip("'\""), regions[0]) if found and regions else ("", "")


def _record(block: list[str], verdict: Verdict) -> list[str]:
    """The record with its new figures where the first of the old ones was."""
    kept: list[str] = []
    place: int | None = None
    key = ""
    for line in block:
        found = _KEY.match(line)
        if found and line.lstrip()[:1] != "#":
            key = found.group(1)
        if key in _REPLACED and line.lstrip()[:1] != "#":
            place = len(kept) if place is None else place
        else:
            kept.append(line)
    place = len(kept) if place is None else place
    unit = [] if any(line.startswith("  unit:") for line in kept) else [f"  unit: {_text(verdict.price.unit)}"]
    return [*kept[:place], *unit, *_figures(verdict), *kept[place:]]


def _figures(verdict: Verdict) -> list[str]:
    if len(verdict.tiers) == 1:
        lines = [f"  price: {plain(verdict.tiers[0][1])}"]
    else:
        lines = ["  tiers:"]
        for bound, amount in verdict.tiers:
            lines += [f"  - up_to: {'null' if bound is None else plain(bound)}", f"    price: {plain(amount)}"]
    values: Mapping[str, str] = {"source": verdict.source, "as_of": verdict.date, "confidence": "high"}
    return [*lines, *(f"  {key}: {_text(value)}" for key, value in values.items())]


def plain(amount: Decimal) -> str:
    """A number without exponent and without zeros at its end."""
    text = f"{amount:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _text(value: str) -> str:
    """A YAML scalar on one line, quoted where it must be."""
    return str(yaml.safe_dump(value, width=1_000_000, allow_unicode=True)).split("\n", 1)[0]
