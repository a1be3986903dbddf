"""What the gateway asks of the database: which tokens still hold, who hides whom, and whose filters a post meets."""

from collections.abc import Collection, Iterator

import orjson
from sqlalchemy import or_, select, union

from social import tables as t
from social.adapters.sql.among import among
from social.app.filtering import active_of_each
from social.app.render.filters import write
from social.app.services import Services
from social.stream.events import Event

PIECE = 500


async def alive(services: Services, tokens: Collection[int]) -> set[int]:
    """The tokens that are not revoked and whose person, if they have one, may still come in."""
    k, found = t.tokens.c, set()
    holding = (
        select(k.id)
        .outerjoin(t.users, t.users.c.id == k.user_id)
        .outerjoin(t.accounts, t.accounts.c.id == t.users.c.account_id)
        .where(
            k.revoked_at.is_(None),
            or_(k.user_id.is_(None), t.users.c.disabled_at.is_(None) & t.accounts.c.state.in_(("active", "silenced"))),
        )
    )
    async with services.db.read() as connection:
        for piece in _pieces(tokens):
            found |= set((await connection.execute(holding.where(among(k.id, piece)))).scalars())
    return found


async def hiding(services: Services, viewers: Collection[int], authors: Collection[int]) -> set[int]:
    """Of the viewers those who block or mute one of the authors, or whom one of them blocks: the rule of `seeing`, for many at once."""
    found: set[int] = set()
    if not authors:
        return found
    b, m = t.blocks.c, t.mutes.c
    async with services.db.read() as connection:
        for piece in _pieces(viewers):
            unwanted = union(
                select(b.source_id).where(among(b.source_id, piece), b.target_id.in_(authors)),
                select(b.target_id).where(among(b.target_id, piece), b.source_id.in_(authors)),
                select(m.source_id).where(
                    among(m.source_id, piece),
                    m.target_id.in_(authors),
                    or_(m.expires_at.is_(None), m.expires_at > services.clock.now()),
                ),
            )
            found |= set((await connection.execute(unwanted)).scalars())
    return found


async def filtered(services: Services, viewers: Collection[int], event: Event) -> dict[int, Event]:
    """For those of the viewers who have keyword filters, a post with what these say of it; the others get it as it is."""
    found: dict[int, Event] = {}
    if not event.authors:
        return found
    async with services.db.read() as connection:
        for piece in _pieces(viewers):
            for viewer, filters in (await active_of_each(services, connection, piece)).items():
                post = orjson.loads(event.payload or "")
                write(filters, post)
                found[viewer] = event.saying(post)
    return found


def _pieces(values: Collection[int]) -> Iterator[list[int]]:
    whole = sorted(set(values))
    for start in range(0, len(whole), PIECE):
        yield whole[start : start + PIECE]
