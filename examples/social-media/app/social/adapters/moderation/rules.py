"""Words that hold a post, and pictures that are known."""

import re

from social.ports.others import Verdict


class RuleModerator:
    """Whole words in folded case."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self._pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE) if words else None

    async def text(self, text: str, language: str | None) -> Verdict:  # noqa: ARG002 - words are words
        """Hold what has a blocked word."""
        found = sorted({match.casefold() for match in self._pattern.findall(text)}) if self._pattern else []
        return Verdict("hold", tuple(f"word: {word}" for word in found)) if found else Verdict("allow")

    async def image(self, data: bytes, content_type: str, dhash: str | None, sha256: str) -> Verdict:  # noqa: ARG002 - hashes are compared elsewhere
        """Rules see nothing in pictures."""
        return Verdict("allow")
