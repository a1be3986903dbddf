"""Search by LIKE over posts: right, slow, and enough for a laptop until the full-text index of the dialect is there."""

from collections.abc import Sequence

from sqlalchemy import select

from social import tables as t
from social.adapters.sql.database import Database


class SqlSearch:
    """Reads the posts themselves, so nothing has to be indexed."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def index(self, status_id: int, text: str, account_id: int, tags: Sequence[str], language: str | None) -> None:
        """Nothing to do."""

    async def remove(self, status_ids: Sequence[int]) -> None:
        """Nothing to do."""

    async def statuses(self, query: str, *, below: int | None, account_id: int | None, limit: int) -> list[int]:
        """Posts that have every word."""
        s = t.statuses.c
        found = select(s.id).where(s.deleted_at.is_(None), s.boost_of_id.is_(None))
        for word in query.split()[:10]:
            found = found.where(s.text.icontains(word, autoescape=True))
        if below is not None:
            found = found.where(s.id < below)
        if account_id is not None:
            found = found.where(s.account_id == account_id)
        async with self._db.read() as connection:
            return list((await connection.execute(found.order_by(s.id.desc()).limit(limit))).scalars())

    async def erase(self, account_id: int) -> int:  # noqa: ARG002 - nothing of its own
        """Nothing of its own."""
        return 0
