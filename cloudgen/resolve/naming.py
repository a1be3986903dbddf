"""Names in the cloud: derived from project, environment and component, shortened with a hash where a rule is narrower."""

import hashlib

SUFFIX = 6
_HASH = 5


def shorten(text: str, limit: int, separator: str = "-") -> str:
    """`text` in at most `limit` characters; what doesn't fit is replaced by a hash of the whole."""
    if len(text) <= limit:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:_HASH]
    # A hash may begin with a digit: it never comes first, so that the name still begins with a letter.
    head = text[: limit - _HASH - len(separator)].rstrip("-")
    return f"{head}{separator}{digest}"


def cloud_name(parts: tuple[str, ...], limit: int, separator: str, reserve: bool) -> str:
    """The parts joined within a rule; `reserve` leaves room for the separator and the suffix of a global name."""
    room = limit - (SUFFIX + len(separator)) * reserve
    whole = "-".join(parts)
    if separator == "-":
        return shorten(whole, room)
    plain = whole.replace("-", "")
    # Without hyphens `a-b` and `ab` would be one name: the hash tells them apart.
    ambiguous = any("-" in part for part in parts[2:])
    if ambiguous or len(plain) > room:
        digest = hashlib.sha256(whole.encode()).hexdigest()[:_HASH]
        return plain[: room - _HASH] + digest
    return plain
