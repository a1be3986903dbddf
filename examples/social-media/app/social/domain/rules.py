"""Rules about words, which are cheap enough to be asked before a post is one."""

import re
from functools import lru_cache


@lru_cache(maxsize=32)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(word) for word in words)})(?!\w)", re.IGNORECASE) if words else None


def found(text: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """Which of the words are in a text, as whole words in folded case."""
    pattern = _pattern(tuple(word for word in words if word.strip()))
    return tuple(sorted({match.casefold() for match in pattern.findall(text)})) if pattern else ()


def distance(one: str, other: str) -> int:
    """In how many bits two hashes differ: few of them mean two copies of one picture."""
    return (int(one, 16) ^ int(other, 16)).bit_count()
