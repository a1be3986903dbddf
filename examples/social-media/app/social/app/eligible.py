"""Which posts are for whose home, and what a page must know of them: one query for a reader and posts, or for a post and many readers."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, and_, bindparam, exists, literal_column, or_, select, true
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.adapters.sql.among import among
from social.app.marks import columns
from social.app.seeing import avoids, visible, wanted
from social.domain.feed import belongs
from social.domain.visibility import PUBLIC

AUTHOR = ("rev", "state", "followers_count", "following_count", "statuses_count", "last_status_at")
POST = ("id", "account_id", "rev", "sensitive", "replies_count", "boosts_count", "favourites_count")


async def entries(connection: AsyncConnection, ids: Sequence[int], viewer: int, now: int, *, anyway: bool = False) -> list[Row[Any]]:
    """Of these posts those that are for the viewer's home (`anyway`: that the viewer may see and wants), newest first, with marks."""
    if not ids:
        return []
    rows = await connection.execute(_page(), {"viewer": viewer, "now": now, "ids": list(ids)})
    return [row for row in rows if anyway or is_for_home(row)]


async def readers(
    connection: AsyncConnection, status_id: int, viewers: Collection[int], now: int, *, anyway: bool = False
) -> list[Row[Any]]:
    """Of these people those for whose home a post is (`anyway`: who may see it), with what they marked; `viewer` is who it is."""
    if not viewers:
        return []
    rows = await connection.execute(_many(), {"status_id": status_id, "now": now, "viewers": list(viewers)})
    return [row for row in rows if anyway or is_for_home(row)]


def is_for_home(row: Row[Any]) -> bool:
    """Whether a post that the viewer may see belongs into their home."""
    return belongs(
        own=row.own, followed=row.show_boosts is not None, boost=row.boost_of_id is not None, show_boosts=bool(row.show_boosts),
        languages=row.languages, language=row.language, tagged=row.tagged, exclusive=row.exclusive, known=row.known, avoided=row.avoided,
    )  # fmt: skip


@cache
def _page() -> Any:
    """One reader, many posts."""
    viewer, s = bindparam("viewer", type_=BigInteger), t.statuses.c
    return _facts(viewer, t.statuses).where(among(s.id, "ids")).order_by(s.id.desc())


@cache
def _many() -> Any:
    """One post, many readers. The reader is named by text: a column would be looked for inside of nested queries."""
    viewers = t.accounts.alias("viewers")
    there = viewers.join(t.statuses, true())
    found = _facts(literal_column("viewers.id", BigInteger), there).add_columns(viewers.c.id.label("viewer"))
    return found.where(t.statuses.c.id == bindparam("status_id", type_=BigInteger), among(viewers.c.id, "viewers"))


def _facts(viewer: Any, start: Any) -> Any:
    s, author = t.statuses.c, t.accounts.alias("author")
    original, writer, f = t.statuses.alias("original"), t.accounts.alias("writer"), t.follows.alias("follow")
    now = bindparam("now", type_=BigInteger)
    follow = and_(f.c.source_id == viewer, f.c.target_id == s.account_id, f.c.state == "accepted")
    there = start.join(author, author.c.id == s.account_id).outerjoin(f, follow)
    there = there.outerjoin(original, original.c.id == s.boost_of_id).outerjoin(writer, writer.c.id == original.c.account_id)
    return (
        select(
            s.boost_of_id, s.language, f.c.show_boosts, f.c.languages, (s.account_id == viewer).label("own"),
            _tagged(viewer, author).label("tagged"), _exclusive(viewer).label("exclusive"), _known(viewer).label("known"),
            _avoided(viewer, now).label("avoided"), _parent(s).label("parent_id"), _parent(original.c).label("original_parent_id"),
            *(s[name] for name in POST), *(author.c[name].label(f"author_{name}") for name in AUTHOR),
            *(original.c[name].label(f"original_{name}") for name in POST), *(writer.c[name].label(f"writer_{name}") for name in AUTHOR),
            *columns(viewer, original),
        )
        .select_from(there)
        .where(visible(viewer), wanted(viewer, now))
    )  # fmt: skip


def _tagged(viewer: Any, author: Any) -> Any:
    """A public post with a tag that the viewer follows, by nobody whom moderators have limited."""
    s, places, follows = t.statuses.c, t.status_tags.alias(), t.tag_follows.alias()
    there = exists(
        select(places.c.tag_id)
        .join(follows, follows.c.tag_id == places.c.tag_id)
        .where(places.c.status_id == s.id, follows.c.account_id == viewer)
    )
    return and_(s.visibility == PUBLIC, author.c.state == "active", there)


def _exclusive(viewer: Any) -> Any:
    """The author is on a list of the viewer's that keeps its posts for itself."""
    lists, members = t.lists.alias(), t.list_members.alias()
    return exists(
        select(lists.c.id)
        .join(members, members.c.list_id == lists.c.id)
        .where(lists.c.account_id == viewer, lists.c.exclusive.is_(True), members.c.account_id == t.statuses.c.account_id)
    )


def _known(viewer: Any) -> Any:
    """No answer, or one to the viewer, to its own author, or to somebody whom the viewer follows."""
    s, f = t.statuses.c, t.follows.alias()
    followed = exists(select(f.c.id).where(f.c.source_id == viewer, f.c.target_id == s.reply_to_account_id, f.c.state == "accepted"))
    return or_(s.reply_to_id.is_(None), s.reply_to_account_id == viewer, s.reply_to_account_id == s.account_id, followed)


def _avoided(viewer: Any, now: Any) -> Any:
    """The post answers, or it or what it boosts mentions, somebody whom the viewer blocks or mutes."""
    s, m = t.statuses.c, t.mentions.alias()
    mentioned = exists(select(m.c.status_id).where(m.c.status_id.in_((s.id, s.boost_of_id)), avoids(viewer, m.c.account_id, now)))
    return or_(mentioned, avoids(viewer, s.reply_to_account_id, now))


def _parent(s: Any) -> Any:
    """What a post answers, while that is there."""
    parent = t.statuses.alias()
    return select(parent.c.id).where(parent.c.id == s.reply_to_id, parent.c.deleted_at.is_(None)).scalar_subquery()
