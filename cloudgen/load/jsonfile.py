"""JSON as other tools write it: exact numbers, and none that nothing can be computed with."""

import json
from decimal import Decimal
from typing import Any

MAX_NUMBER = Decimal("1e24")


def parse_json(content: bytes | str) -> Any:
    """The data; ValueError for what isn't JSON, for NaN and Infinity, and for numbers that are out of range."""
    return json.loads(content, parse_float=_number, parse_int=_whole, parse_constant=_refused)


def _number(text: str) -> Decimal:
    number = Decimal(text)
    if abs(number) > MAX_NUMBER:
        raise ValueError(f"the number {text[:40]} is out of range")
    return number


def _whole(text: str) -> int:
    if len(text) > len(f"-{MAX_NUMBER:f}"):
        raise ValueError(f"the number {text[:40]}... is out of range")
    return int(text)


def _refused(text: str) -> Any:
    raise ValueError(f"{text} isn't a number of JSON")
