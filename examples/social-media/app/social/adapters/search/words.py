"""A query as words and phrases."""

import re

_PART = re.compile(r'"([^"]+)"|(\S+)')
# Scripts that write no spaces: Thai to Khmer, kana, Chinese characters, Hangul is spaced but inflected.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_LETTER = re.compile(r"[^\W_]")
MOST = 10


def words(query: str) -> list[str]:
    """Words, and phrases in quotes, that have a letter or digit in them."""
    found = [phrase or word for phrase, word in _PART.findall(query)]
    return [each for each in found if _LETTER.search(each)][:MOST]


def unspaced(word: str) -> bool:
    """Whether a word is of a script where one can't tell words by their spaces."""
    return bool(_UNSPACED.search(word))


def escaped(word: str) -> str:
    """For LIKE."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
