"""The ranked feed: candidates get a score, authors who come again count less, every place can be explained; same input, same order."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

HALF_LIFE_HOURS = 6.0
STRANGER = 0.5
REPEAT_AUTHOR = 0.7
_HOUR_MS = 3_600_000


@dataclass(frozen=True)
class Candidate:
    """A post with what is known of it. `affinity`: how often the reader favoured or answered its author lately."""

    id: int
    author: int
    created_at: int
    favourites: int = 0
    boosts: int = 0
    replies: int = 0
    affinity: int = 0
    followed: bool = True


@dataclass(frozen=True)
class Ranked:
    """A post in its place. The score is the product of the four factors."""

    id: int
    score: float
    recency: float
    affinity: float
    engagement: float
    diversity: float
    followed: bool


def rank(candidates: Sequence[Candidate], now: int) -> list[Ranked]:
    """Best first; of equal ones the newer. Each further post of an author counts 0.7 of the one before."""
    scored = sorted(((_base(each, now), each) for each in candidates), key=lambda pair: (-_product(pair[0]), -pair[1].id))
    seen: dict[int, int] = {}
    found = []
    for factors, each in scored:
        diversity = REPEAT_AUTHOR ** seen.get(each.author, 0)
        seen[each.author] = seen.get(each.author, 0) + 1
        score, recency, affinity, engagement = (round(part, 9) for part in (_product(factors) * diversity, *factors))
        found.append(Ranked(each.id, score, recency, affinity, engagement, round(diversity, 9), each.followed))
    return sorted(found, key=lambda ranked: (-ranked.score, -ranked.id))


def _base(each: Candidate, now: int) -> tuple[float, float, float]:
    hours = max(0, now - each.created_at) / _HOUR_MS
    recency = 0.5 ** (hours / HALF_LIFE_HOURS)
    affinity = (1 + log(1 + each.affinity)) * (1 if each.followed else STRANGER)
    engagement = 1 + log(1 + each.favourites + 2 * each.boosts + each.replies)
    return recency, affinity, engagement


def _product(factors: tuple[float, float, float]) -> float:
    return factors[0] * factors[1] * factors[2]
