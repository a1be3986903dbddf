"""`prices check`: what a reader of the book should know about it, and what it lacks for the billing rules."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from itertools import product

from cloudgen.cost.price.book import Price, PriceBook
from cloudgen.cost.price.engine import is_suffix
from cloudgen.cost.price.rules import Rules
from cloudgen.language.formula import source_of
from cloudgen.language.tree import Call, Conditional, Join, Literal, Lookup, Node

_CONFIDENCES = ("high", "medium", "low")


@dataclass(frozen=True)
class Gap:
    """A price that a billing rule names and the book doesn't have anywhere."""

    resource_type: str
    line: str
    price: str


@dataclass(frozen=True)
class Audit:
    """The findings on one cloud's book. Gaps and faults make a check fail; the rest is for information."""

    provider: str
    records: int
    oldest: Price | None
    undated: tuple[Price, ...]
    old: tuple[Price, ...]
    low: tuple[Price, ...]
    substitutes: tuple[Price, ...]
    elsewhere: Mapping[str, tuple[tuple[str, str], ...]]
    gaps: tuple[Gap, ...]
    faults: tuple[str, ...]

    @property
    def fine(self) -> bool:
        """Whether nothing is missing and nothing is wrong."""
        return not self.gaps and not self.faults


def audit(book: PriceBook, twice: Sequence[str], rules: Rules, regions: Sequence[str], today: date, max_age: int) -> Audit:
    """Look at a book; `twice` are records that its file repeats, `regions` those that the rules' prices are needed in."""
    named = list(dict.fromkeys(_named(rules)))
    dated = [(day, price) for price in book.prices if (day := last_day(price.as_of))]
    ids = book.ids()
    needed = sorted({price_id for gap in named for price_id in ids if fnmatchcase(price_id, gap.price)})
    return Audit(
        provider=book.provider,
        records=len(book.prices),
        oldest=min(dated, key=lambda pair: (pair[0], pair[1].id), default=(None, None))[1],
        undated=tuple(price for price in book.prices if price.as_of is None),
        old=tuple(price for day, price in dated if (today - day).days > max_age),
        low=tuple(price for price in book.prices if price.confidence == "low"),
        substitutes=tuple(price for price in book.prices if price.same_as),
        elsewhere={region: tuple(_elsewhere(book, needed, region)) for region in regions},
        gaps=tuple(gap for gap in named if not any(fnmatchcase(price_id, gap.price) for price_id in ids)),
        faults=(*(f"duplicate record {name}" for name in twice), *_faults(book)),
    )


def _elsewhere(book: PriceBook, needed: Sequence[str], region: str) -> Iterator[tuple[str, str]]:
    """Prices of the rules that another region's price replaces, and which region's."""
    for price_id in needed:
        found = book.find(price_id, region)
        if found and found.price.region not in (region, "global"):
            yield price_id, found.price.region


def _named(rules: Rules) -> Iterator[Gap]:
    """Every price of every rule; where its name depends on a value, that part is a star."""
    for resource_type in rules.types():
        rule = rules.rule(resource_type)
        for line in rule.lines if rule else ():
            # A suffix is tried on the list price, which holds where no committed one is known.
            committed = [form for form in line.commitments.values() if not is_suffix(form)]
            for pattern in (pattern for tree in (line.price, *committed) if tree is not None for pattern in _patterns(tree)):
                if pattern.strip("*."):
                    yield Gap(resource_type, str(source_of(line.name)), pattern)


def _patterns(tree: Node) -> Iterator[str]:
    """The texts that a tree can come to, with a star for what depends on a value: both results of a choice, every row of a table."""
    if isinstance(tree, Literal):
        yield str(tree.value)
    elif isinstance(tree, Conditional):
        yield from (*_patterns(tree.then), *_patterns(tree.otherwise))
    elif isinstance(tree, Lookup):
        for result in (*(result for _, result in tree.rows), *([tree.fallback] if tree.fallback else [])):
            yield from _patterns(result)
    elif isinstance(tree, Join):
        yield from map("".join, product(*(tuple(_patterns(part)) for part in tree.parts)))
    elif isinstance(tree, Call) and tree.function in ("default", "lower"):
        for argument in tree.arguments:
            yield from _patterns(argument)
    elif isinstance(tree, Call) and tree.function == "split":
        separator = next(_patterns(tree.arguments[1]))
        yield from (part for text in _patterns(tree.arguments[0]) for part in text.split(separator))
    else:
        yield "*"


def last_day(as_of: str | None) -> date | None:
    """The last day that a date can mean: a year or a month is taken to its end, so that no price looks older than it is."""
    found = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", str(as_of or ""))
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        if month is None:
            return date(year or 1, 12, 31)
        if day is None:
            return date((year or 1) + month // 12, month % 12 + 1, 1)
        return date(year or 1, month, day)
    except ValueError:
        return None


def _faults(book: PriceBook) -> Iterator[str]:
    """What no record should be."""
    for price in book.prices:
        name = f"{price.id} in {price.region}"
        if price.confidence not in _CONFIDENCES:
            yield f"{name}: confidence {price.confidence!r} is none of {', '.join(_CONFIDENCES)}"
        if price.as_of is not None and last_day(price.as_of) is None:
            yield f"{name}: {price.as_of!r} isn't a date"
        if not price.source:
            yield f"{name} has no source"
