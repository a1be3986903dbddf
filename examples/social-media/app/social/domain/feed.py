"""Rules of home that need no store: how sources are put together, which boosts repeat others, who is pulled, what is kept how long."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HOUR_MS = 3_600_000
VISIT_MS = 6 * HOUR_MS
DAILY_MS = 36 * HOUR_MS
WEEKLY_MS = 9 * 24 * HOUR_MS
VISIT_SECONDS = 3_600
REPEAT = 40

# How an author's posts come into homes: pushed by the fan-out, pulled by readers, or, while windows catch up, both.
PUSH, PULL, BOTH = "push", "pull", "both"


@dataclass(frozen=True)
class Source:
    """Ids that hold every post from `reach` upwards (0: all there are), below the bound that was asked for."""

    ids: Sequence[int]
    reach: int


def merge(sources: Iterable[Source]) -> Source:
    """What all sources together know: only down to where each of them knows everything."""
    known = list(sources)
    reach = max((each.reach for each in known), default=0)
    return Source(sorted({number for each in known for number in each.ids if number >= reach}, reverse=True), reach)


def cut(ids: Sequence[int], floor: int | None, limit: int) -> Source:
    """A source of up to `limit` ids, descending, that were asked of something with a floor."""
    if len(ids) >= limit:
        return Source(ids, ids[-1])
    return Source(ids, floor or 0)


def repeats(entries: Sequence[tuple[int, int | None]], place: int, *, ended: bool) -> bool | None:
    """Whether a boost repeats one of the 40 entries before it (the post, or another boost of it). None: more entries are needed to say.

    Entries are (id, id of what is boosted), newest first; `ended` says that nothing is older.
    """
    original = entries[place][1]
    if original is None:
        return False
    older = entries[place + 1 : place + 1 + REPEAT]
    if any(original in (number, boosted) for number, boosted in older):
        return True
    return False if ended or len(older) == REPEAT else None


def delivery(before: str, followers: int, high: int, low: int) -> str:
    """How an author with so many followers is delivered from now on; between the two bounds nothing changes."""
    if followers >= high:
        return PULL
    return BOTH if before == PULL and followers < min(low, high) else before


def keep_seconds(gap_ms: int | None, daily_days: int, weekly_days: int) -> int | None:
    """How long to keep the window of somebody who was away for so long; None: this is still the same visit, or their first."""
    if gap_ms is None or gap_ms < VISIT_MS:
        return None
    if gap_ms <= DAILY_MS:
        return daily_days * 86_400
    return weekly_days * 86_400 if gap_ms <= WEEKLY_MS else VISIT_SECONDS


def belongs(
    *, own: bool, followed: bool, boost: bool, show_boosts: bool, languages: Sequence[str] | None, language: str | None, tagged: bool,
    exclusive: bool, known: bool, avoided: bool,
) -> bool:  # fmt: skip
    """Whether a post that somebody may see is for their home: by its author, or by a tag that they follow.

    `known`: it answers nobody whom they don't know; `avoided`: it is about somebody whom they hide.
    """
    if own:
        return True
    if exclusive or avoided:
        return False
    if tagged and not boost:
        return True
    return followed and known and (show_boosts or not boost) and (not languages or language is None or language in languages)
