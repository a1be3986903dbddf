"""SQLite's FTS5. Words of scripts without spaces between them are looked for in the text itself."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from social.adapters.search.words import escaped, unspaced, words
from social.adapters.sql.database import Database
from social.domain.errors import Unavailable
from social.domain.text import tag_key
from social.ports.others import SearchDown

UP = (
    """CREATE TABLE search_documents (
        status_id BIGINT NOT NULL PRIMARY KEY, account_id BIGINT NOT NULL, body TEXT NOT NULL, language VARCHAR(12),
        tags TEXT NOT NULL)""",
    "CREATE INDEX ix_search_documents_account_id ON search_documents (account_id, status_id)",
    "CREATE VIRTUAL TABLE search_words USING fts5(body, tokenize = 'unicode61 remove_diacritics 2')",
)
DOWN = ("DROP TABLE search_words", "DROP TABLE search_documents")


class SqliteSearch:
    """A table of documents, and the index of their words with the post's id as row id."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def index(self, status_id: int, body: str, account_id: int, tags: Sequence[str], language: str | None) -> None:
        """Write the document anew."""
        async with self._write() as connection:
            await _forget(connection, [status_id])
            row = {"id": status_id, "account": account_id, "body": body, "language": language, "tags": f" {' '.join(tags)} "}
            await connection.execute(text("INSERT INTO search_documents VALUES (:id, :account, :body, :language, :tags)"), row)
            await connection.execute(text("INSERT INTO search_words (rowid, body) VALUES (:id, :body)"), {"id": status_id, "body": body})

    async def remove(self, status_ids: Sequence[int]) -> None:
        """Drop documents."""
        async with self._write() as connection:
            await _forget(connection, status_ids)

    async def statuses(
        self, query: str, *, below: int | None = None, above: int | None = None, account_id: int | None = None, limit: int
    ) -> list[int]:
        """Posts that have every word, #tag or phrase in quotes; the newest first."""
        values: dict[str, Any] = {"limit": limit}
        conditions, plain = [], []
        for number, word in enumerate(words(query)):
            if word.startswith("#"):
                conditions.append(f"d.tags LIKE :tag{number} ESCAPE '\\'")
                values[f"tag{number}"] = f"% {escaped(tag_key(word))} %"
            elif unspaced(word):
                conditions.append(f"d.body LIKE :like{number} ESCAPE '\\'")
                values[f"like{number}"] = f"%{escaped(word)}%"
            else:
                plain.append('"' + word.replace('"', '""') + '"')
        if not conditions and not plain:
            return []
        source = "search_documents d"
        if plain:
            source += " JOIN search_words w ON w.rowid = d.status_id"
            conditions.append("w.body MATCH :match")
            values["match"] = " ".join(plain)
        for name, value, condition in (
            ("below", below, "d.status_id < :below"),
            ("above", above, "d.status_id > :above"),
            ("account", account_id, "d.account_id = :account"),
        ):
            if value is not None:
                conditions.append(condition)
                values[name] = value
        # Only the fixed texts above are in the statement; what people wrote is in its values.
        where = " AND ".join(conditions)
        statement = f"SELECT d.status_id FROM {source} WHERE {where} ORDER BY d.status_id DESC LIMIT :limit"  # noqa: S608
        try:
            async with self._db.read() as connection:
                return list((await connection.execute(text(statement), values)).scalars())
        except (Unavailable, DBAPIError) as error:
            raise SearchDown from error

    async def erase(self, account_id: int) -> int:
        """Drop a person's documents, and what the index keeps of dropped ones until it merges."""
        async with self._write() as connection:
            query = text("SELECT status_id FROM search_documents WHERE account_id = :account")
            ids = list((await connection.execute(query, {"account": account_id})).scalars())
            await _forget(connection, ids)
            await connection.execute(text("INSERT INTO search_words (search_words) VALUES ('optimize')"))
        return len(ids)

    @asynccontextmanager
    async def _write(self) -> AsyncIterator[AsyncConnection]:
        try:
            async with self._db.begin() as unit:
                yield unit.connection
        except (Unavailable, DBAPIError) as error:
            raise SearchDown from error


async def _forget(connection: AsyncConnection, status_ids: Sequence[int]) -> None:
    for number in status_ids:
        await connection.execute(text("DELETE FROM search_words WHERE rowid = :id"), {"id": number})
        await connection.execute(text("DELETE FROM search_documents WHERE status_id = :id"), {"id": number})
