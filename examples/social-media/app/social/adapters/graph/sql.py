"""Friends of friends by a query on the follow table."""

from sqlalchemy import func, select

from social import tables as t
from social.adapters.sql.database import Database


class SqlGraph:
    """The follow table is the truth, so there is nothing to mirror."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def suggestions(self, account_id: int, limit: int) -> list[tuple[int, int]]:
        """Whom the people followed by somebody follow, without those already followed."""
        near, far = t.follows.alias("near"), t.follows.alias("far")
        own = select(t.follows.c.target_id).where(t.follows.c.source_id == account_id)
        number = func.count().label("number")
        found = (
            select(far.c.target_id, number)
            .join(near, near.c.target_id == far.c.source_id)
            .where(near.c.source_id == account_id, near.c.state == "accepted", far.c.state == "accepted")
            .where(far.c.target_id != account_id, far.c.target_id.not_in(own))
            .group_by(far.c.target_id)
            .order_by(number.desc(), far.c.target_id)
            .limit(limit)
        )
        async with self._db.read() as connection:
            return [(row.target_id, row.number) for row in await connection.execute(found)]

    async def follow(self, source: int, target: int) -> None:
        """Nothing to mirror."""

    async def unfollow(self, source: int, target: int) -> None:
        """Nothing to mirror."""

    async def erase(self, account_id: int) -> int:  # noqa: ARG002 - rows go with the account
        """Nothing of its own."""
        return 0
