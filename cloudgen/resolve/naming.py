"""Names in the cloud: derived from project, environment and component, changed with a hash where a rule is narrower."""

import hashlib
import re
from collections.abc import Sequence

SUFFIX = 6
_HASH = 5


def shorten(text: str, limit: int, separator: str = "-") -> str:
    """`text` in at most `limit` characters; what doesn't fit is replaced by a hash of the whole."""
    if len(text) <= limit:
        return text
    digest = _digest(text)
    # A hash may begin with a digit: it never comes first, so that the name still begins with a letter.
    head = text[: limit - _HASH - len(separator)].rstrip("-")
    return f"{head}{separator}{digest}"


def avoiding(text: str, patterns: Sequence[str]) -> str:
    """`text` without what a cloud refuses in a name: each match of a pattern becomes a letter and a hash of the whole."""
    instead = f"x{_digest(text)}"
    for pattern in patterns:
        text = re.sub(pattern, instead, text)
    return text


def fitted_key(key: str, pattern: str | None) -> str:
    """A component's key as a name by itself: where it doesn't match the cloud's pattern, it ends in a hash of itself."""
    return key if pattern is None or re.fullmatch(pattern, key) else f"{key}-{_digest(key)}"


def cloud_name(parts: tuple[str, ...], limit: int, separator: str, reserve: bool, avoid: Sequence[str] = ()) -> str:
    """The parts joined within a rule; `reserve` leaves room for the separator and the suffix of a global name."""
    room = limit - (SUFFIX + len(separator)) * reserve
    whole = "-".join(parts)
    if separator == "-":
        return shorten(avoiding(whole, avoid), room)
    plain = avoiding(whole.replace("-", ""), avoid)
    # Without hyphens `a-b` and `ab` would be one name: the hash tells them apart.
    ambiguous = any("-" in part for part in parts[2:])
    if ambiguous or len(plain) > room:
        return plain[: room - _HASH] + _digest(whole)
    return plain


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_HASH]
