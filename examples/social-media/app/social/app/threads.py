"""What a post answers, and what answers it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import literal, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.app.seeing import visible, wanted
from social.app.services import Services


@dataclass(frozen=True)
class Caps:
    """How far a thread is followed."""

    ancestors: int
    descendants: int
    depth: int


MEMBER = Caps(4_096, 4_096, 4_096)
ANONYMOUS = Caps(40, 60, 20)


async def context(services: Services, connection: AsyncConnection, row: Row[Any], viewer: int | None) -> tuple[list[Any], list[Any]]:
    """Rows above a post, oldest first, and rows below it as a tree is read. Posts that are hidden leave a gap; the thread goes on."""
    caps = ANONYMOUS if viewer is None else MEMBER
    above = await _ids(connection, _up(row, caps.ancestors), caps.ancestors)
    below = await _ids(connection, _down(row, caps.depth), caps.descendants)
    shown = visible(viewer) & wanted(viewer, services.clock.now())
    rows: dict[int, Row[Any]] = {}
    every = [*above, *below]
    for start in range(0, len(every), 500):
        found = await connection.execute(select(t.statuses).where(t.statuses.c.id.in_(every[start : start + 500]), shown))
        rows |= {each.id: each for each in found}
    order = _read_as_tree(row.id, below)
    return [rows[each] for each in reversed(above) if each in rows], [rows[each] for each in order if each in rows]


async def _ids(connection: AsyncConnection, walk: Any, most: int) -> dict[int, int | None]:
    """Ids with their parents in the order of the walk."""
    return {row.id: row.reply_to_id for row in await connection.execute(select(walk).order_by(walk.c.depth, walk.c.id).limit(most))}


def _up(row: Row[Any], most: int) -> Any:
    """From a post to the root."""
    s = t.statuses.c
    walk = select(s.id, s.reply_to_id, literal(1).label("depth")).where(s.id == row.reply_to_id).cte("above", recursive=True)
    parent = t.statuses.alias()
    step = select(parent.c.id, parent.c.reply_to_id, walk.c.depth + 1).where(parent.c.id == walk.c.reply_to_id, walk.c.depth < most)
    return walk.union_all(step)


def _down(row: Row[Any], depth: int) -> Any:
    """From a post to all its answers, level by level."""
    s = t.statuses.c
    walk = select(s.id, s.reply_to_id, literal(1).label("depth")).where(s.reply_to_id == row.id).cte("below", recursive=True)
    child = t.statuses.alias()
    step = select(child.c.id, child.c.reply_to_id, walk.c.depth + 1).where(child.c.reply_to_id == walk.c.id, walk.c.depth < depth)
    return walk.union_all(step)


def _read_as_tree(root: int, below: dict[int, int | None]) -> list[int]:
    """Each answer before its own answers, older before newer."""
    children: dict[int | None, list[int]] = {}
    for each, parent in below.items():
        children.setdefault(parent, []).append(each)
    order, waiting = [], sorted(children.get(root, ()), reverse=True)
    while waiting:
        each = waiting.pop()
        order.append(each)
        waiting += sorted(children.get(each, ()), reverse=True)
    return order
