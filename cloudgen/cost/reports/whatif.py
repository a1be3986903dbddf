"""The same spec with other values: how the cost moves."""

import copy
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from cloudgen.cost.reports.report import Currency, Report, Row, Table
from cloudgen.load.positions import parse as parse_text
from cloudgen.load.specfile import LoadedSpec, checked
from cloudgen.problems import Problem, ProblemsError

MOST = 50
_EXAMPLE = "For example: --set traffic.monthly_active_users=1000,10000,100000"
BAR = 40


@dataclass(frozen=True)
class Point:
    """The totals at one value, by column."""

    value: str
    totals: tuple[tuple[Decimal, bool], ...]


def parse(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """`path=1,2,3` as the path's parts and the values."""
    path, equals, values = text.partition("=")
    parts, given = tuple(path.strip().split(".")), tuple(value.strip() for value in values.split(",") if value.strip())
    if not equals or not all(parts) or not given:
        raise _wrong(f"'{text}' is not of the form path=value,value.")
    if len(given) > MOST:
        raise _wrong(f"{len(given)} values are more than {MOST}.")
    return parts, given


def changed(loaded: LoadedSpec, path: Sequence[str], value: str) -> LoadedSpec:
    """The spec with one value replaced or added; what makes it invalid is a problem as in the file."""
    data = copy.deepcopy(loaded.document.data)
    place: Any = data
    for number, part in enumerate(path[:-1]):
        if isinstance(place, list):
            place = place[_index(part, place, path)]
        elif isinstance(place, dict):
            if part not in place and number == 1 and path[0] in ("components", "sequences"):
                raise _wrong(f"The spec has no {path[0][:-1]} '{part}'.", f"It has: {', '.join(place)}.")
            if place.get(part) is None:
                place[part] = {}
            place = place[part]
        else:
            raise _wrong(f"'{'.'.join(path[:number])}' is a value and holds nothing.")
    parsed = _value(value)
    if isinstance(place, list):
        place[_index(path[-1], place, path)] = parsed
    elif isinstance(place, dict):
        place[path[-1]] = parsed
    else:
        raise _wrong(f"'{'.'.join(path[:-1])}' is a value and holds nothing.")
    return checked(replace(loaded.document, data=data))


def _value(text: str) -> Any:
    """A value as it would be read from the spec."""
    try:
        document = parse_text(text, "--set")
    except ProblemsError as error:
        raise _wrong(f"'{text[:60]}' isn't a YAML value.", error.problems[0].hint or _EXAMPLE) from None
    if document.problems:
        raise _wrong(document.problems[0].message, document.problems[0].hint or _EXAMPLE)
    return document.data


def _index(part: str, place: Sequence[Any], path: Sequence[str]) -> int:
    if not part.isdigit() or int(part) >= len(place):
        raise _wrong(f"'{part}' in '{'.'.join(path)}' must be a number from 0 to {len(place) - 1}.")
    return int(part)


def what_if_report(title: str, name: str, columns: Sequence[str], points: Sequence[Point], currency: Currency) -> Report:
    """A row per value, and how much the totals changed from the first one."""
    rows = []
    for point in points:
        cells = [currency.money(total, certain=certain) for total, certain in point.totals]
        rows.append(Row((point.value, *cells, *(_relative(point, points[0], number) for number in range(len(columns))))))
    headings = (name, *(f"{column} {currency.code}" for column in columns), *(f"{column} change" for column in columns))
    return Report(title, (Table("", headings, tuple(rows), numbers=0),))


def chart(columns: Sequence[str], points: Sequence[Point], currency: Currency) -> list[str]:
    """Bars in proportion to the totals, a block of them per value."""
    most = max((total for point in points for total, _ in point.totals), default=Decimal(0))
    width = max(len(column) for column in columns)
    lines = []
    for point in points:
        lines.append(point.value)
        for column, (total, certain) in zip(columns, point.totals, strict=True):
            bar = "█" * (int(total / most * BAR) if most else 0)
            lines.append(f"  {column:<{width}}  {bar or '▏'} {currency.money(total, certain=certain)}")
    return lines


def _relative(point: Point, first: Point, number: int) -> str:
    before, now = first.totals[number][0], point.totals[number][0]
    return f"x {now / before:.2f}" if before else "-"


def _wrong(message: str, hint: str = _EXAMPLE) -> ProblemsError:
    return ProblemsError((Problem("wrong-set", message, None, hint),))
