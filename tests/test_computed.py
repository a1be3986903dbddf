"""The operations of computed catalog values."""

from decimal import Decimal
from typing import Any

import pytest

from cloudgen.language.computed import compute
from cloudgen.language.references import CatalogReferenceError

VALUES = {
    ("settings", ("a",)): 3,
    ("settings", ("none",)): None,
    ("callers", ("consume",)): [5, 9],
    ("size", ("id",)): "small",
}


def look_up(root: str, path: tuple[str, ...]) -> Any:
    """A fixed table instead of a component."""
    return VALUES[root, path]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("plain", "plain"),
        (7, 7),
        ("${settings.a}", 3),
        ("size-${size.id}", "size-small"),
        ({"sum": ["${settings.a}", 1]}, 4),
        ({"product": ["${settings.a}", 86400]}, 259200),
        ({"product": [0.5, 4]}, 2),
        ({"min": [10, "${callers.consume}"]}, 5),
        ({"max": [6, "${callers.consume}"]}, 9),
        ({"max": [6, "${settings.none}"]}, 6),
        ({"product": [{"quotient": [1, 8]}, Decimal("0.3")]}, Decimal("0.0375")),
        ({"quotient": [Decimal(1), 0.5]}, Decimal(2)),
        ({"more_than": ["${settings.none}", 0]}, False),
        ({"ceil": 0.1}, 1),
        ({"ceil": "${settings.a}"}, 3),
        ({"more_than": ["${settings.a}", 0]}, True),
        ({"map": ["${size.id}", {"small": 1, "large": 2}]}, 1),
        ({"map": [True, {True: "on", False: "off"}]}, "on"),
        ({"map": ["${settings.a}", {"1": "x", "default": "${size.id}"}]}, "small"),
        ({"a": ["${settings.a}"], "b": {"sum": [1, 2]}}, {"a": [3], "b": 3}),
        ({"product": [6, {"max": ["${callers.consume}", 1]}]}, 54),
    ],
)
def test_values(value: Any, expected: Any) -> None:
    """Literals, references, and each operation, nested."""
    assert compute(value, look_up) == expected


def test_a_map_without_the_row_is_a_mistake_of_the_catalog() -> None:
    """The message names the value that has no row."""
    with pytest.raises(CatalogReferenceError, match="no row for 'small'"):
        compute({"map": ["${size.id}", {"large": 1}]}, look_up)
