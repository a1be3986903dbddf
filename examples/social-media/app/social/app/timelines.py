"""Home: windows where there are some, SQL where not; never empty because something is rebuilt."""

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.app.seeing import visible, wanted
from social.app.services import Services


async def pull_home(
    services: Services, connection: AsyncConnection, viewer: int, below: int | None, above: int | None, limit: int, *, lowest: bool
) -> list[Row[Any]]:
    """Home straight from SQL: posts of oneself and of whom one follows."""
    s = t.statuses.c
    followed = select(t.follows.c.target_id).where(t.follows.c.source_id == viewer, t.follows.c.state == "accepted")
    silent = select(t.follows.c.target_id).where(t.follows.c.source_id == viewer, t.follows.c.show_boosts.is_(False))
    found = select(t.statuses).where(
        or_(s.account_id == viewer, s.account_id.in_(followed)), visible(viewer), wanted(viewer, services.clock.now())
    )
    found = found.where(or_(s.boost_of_id.is_(None), s.account_id.not_in(silent)))
    return await page(connection, found, below, above, limit, lowest=lowest)


async def page(
    connection: AsyncConnection, found: Any, below: int | None, above: int | None, limit: int, *, lowest: bool,
    by: Any = t.statuses.c.id,
) -> list[Row[Any]]:  # fmt: skip
    """Rows of a query between exclusive bounds of a column, newest first; `lowest` takes those nearest above the lower bound."""
    if below is not None:
        found = found.where(by < below)
    if above is not None:
        found = found.where(by > above)
    rows = (await connection.execute(found.order_by(by.asc() if lowest else by.desc()).limit(limit))).all()
    return list(rows[::-1] if lowest else rows)
