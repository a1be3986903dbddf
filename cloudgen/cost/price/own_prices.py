"""A user's own prices: `prices:` in the spec or a file of the same form."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from cloudgen.cost.price.book import PriceBook, load_book
from cloudgen.cost.price.tariff import Overrides
from cloudgen.load.catalog import PROVIDERS
from cloudgen.load.positions import Document, read
from cloudgen.load.spec import OwnPrices
from cloudgen.load.specfile import LoadedSpec
from cloudgen.problems import Problem, Problems, ProblemsError, nearest

_KEYS = ("percent_off", "fixed", "commitment")


def own_prices(loaded: LoadedSpec | None, file: Path | None = None) -> Overrides:
    """The spec's own prices, then those of a file; a name that no price of any cloud has is a problem."""
    own = from_spec(loaded.spec.prices if loaded else None)
    if file:
        own = joined(own, from_file(file))
    wrong = unknown_names(own, {cloud: load_book(cloud) for cloud in PROVIDERS}) if own != Overrides() else []
    if wrong:
        where = loaded.where("prices") if loaded and not file else None
        raise ProblemsError(tuple(Problem("unknown-price", text, where, "See: cloudgen prices list") for text in wrong))
    return own


def from_spec(own: OwnPrices | None) -> Overrides:
    """The spec's own prices."""
    if own is None:
        return Overrides()
    return Overrides(_decimals(own.percent_off), _decimals(own.fixed), own.commitment)


def from_file(path: Path) -> Overrides:
    """A file with `percent_off`, `fixed` and `commitment`; what is wrong is a problem at its place."""
    document = read(path)
    problems = Problems(document.problems)
    problems.raise_if_errors()
    data = document.data if isinstance(document.data, dict) else {}
    if not isinstance(document.data, dict):
        problems.add("wrong-prices", "A price file is a mapping with 'percent_off', 'fixed' or 'commitment'.", document.where())
    for key in data:
        if key not in _KEYS:
            problems.add("unknown-key", f"'{key}' is unknown in a price file.", document.where(key), f"Allowed: {', '.join(_KEYS)}.")
    percent_off = _figures(document, data, "percent_off", 100, problems)
    fixed = _figures(document, data, "fixed", None, problems)
    commitment = data.get("commitment")
    if commitment not in (None, "1yr", "3yr"):
        problems.add("wrong-prices", "'commitment' must be 1yr or 3yr.", document.where("commitment"))
    problems.raise_if_errors()
    return Overrides(percent_off, fixed, commitment)


def joined(first: Overrides, second: Overrides) -> Overrides:
    """Both, the second before the first."""
    return Overrides({**first.percent_off, **second.percent_off}, {**first.fixed, **second.fixed}, second.commitment or first.commitment)


def unknown_names(overrides: Overrides, books: Mapping[str, PriceBook]) -> list[str]:
    """Entries that no price of these clouds has, with the nearest name; a discount that does nothing must not pass for one."""
    ids = {price_id for book in books.values() for price_id in book.ids()}
    services = {price.service for book in books.values() for price in book.prices}
    found = []
    for name in overrides.fixed:
        if name not in ids:
            found.append(_unknown("price", name, ids))
    for name in overrides.percent_off:
        begins = any(price_id == name or price_id.startswith(f"{name}.") for price_id in ids)
        if name != "*" and name not in services and not begins:
            found.append(_unknown("service or price", name, services | ids))
    return found


def _unknown(what: str, name: str, known: set[str]) -> str:
    close = nearest(name, known)
    return f"Unknown {what} '{name}' on these clouds{f'; did you mean {close!r}?' if close else '.'}"


def _figures(document: Document, data: Mapping[str, Any], section: str, most: float | None, problems: Problems) -> dict[str, Decimal]:
    values = data.get(section) or {}
    if not isinstance(values, dict):
        problems.add("wrong-prices", f"'{section}' must be a mapping.", document.where(section))
        return {}
    good = {}
    for key, value in values.items():
        number = isinstance(value, int | float) and not isinstance(value, bool) and value == value
        if number and value >= 0 and (most is None or value <= most):
            good[str(key)] = value
        else:
            allowed = f"a number from 0 to {most:g}" if most is not None else "a number, 0 or more"
            problems.add("wrong-prices", f"'{key}' must be {allowed}.", document.where(section, key))
    return _decimals(good)


def _decimals(values: Mapping[str, float]) -> dict[str, Decimal]:
    return {key: Decimal(str(value)) for key, value in values.items()}
