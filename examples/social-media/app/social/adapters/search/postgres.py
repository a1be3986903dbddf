"""PostgreSQL's own search: tsvector for words, pg_trgm for parts of words in scripts without spaces."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from social.adapters.search.words import escaped, unspaced, words
from social.adapters.sql.database import Database
from social.domain.errors import Unavailable
from social.domain.text import tag_key
from social.ports.others import SearchDown

# `simple` has no stop words and no stems: the network has many languages, and people search for what they remember.
UP = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    """CREATE TABLE search_documents (
        status_id BIGINT NOT NULL PRIMARY KEY, account_id BIGINT NOT NULL, body TEXT NOT NULL, language VARCHAR(12),
        tags TEXT[] NOT NULL,
        words tsvector GENERATED ALWAYS AS (to_tsvector('simple', body)) STORED)""",
    "CREATE INDEX ix_search_documents_account_id ON search_documents (account_id, status_id)",
    "CREATE INDEX ix_search_documents_words ON search_documents USING gin (words)",
    "CREATE INDEX ix_search_documents_tags ON search_documents USING gin (tags)",
    "CREATE INDEX ix_search_documents_body ON search_documents USING gin (body gin_trgm_ops)",
    "CREATE INDEX ix_accounts_username_key_trgm ON accounts USING gin (username_key gin_trgm_ops)",
    "CREATE INDEX ix_accounts_display_name_trgm ON accounts USING gin (display_name gin_trgm_ops)",
    "CREATE INDEX ix_tags_key_trgm ON tags USING gin (key gin_trgm_ops)",
)
DOWN = (
    "DROP INDEX ix_tags_key_trgm",
    "DROP INDEX ix_accounts_display_name_trgm",
    "DROP INDEX ix_accounts_username_key_trgm",
    "DROP TABLE search_documents",
)


class PostgresSearch:
    """One table beside the posts, written by the workers of the index."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def index(self, status_id: int, body: str, account_id: int, tags: Sequence[str], language: str | None) -> None:
        """Write the document anew."""
        statement = """INSERT INTO search_documents (status_id, account_id, body, language, tags)
            VALUES (:id, :account, :body, :language, :tags)
            ON CONFLICT (status_id) DO UPDATE SET body = excluded.body, language = excluded.language, tags = excluded.tags"""
        await self._run(statement, {"id": status_id, "account": account_id, "body": body, "language": language, "tags": list(tags)})

    async def remove(self, status_ids: Sequence[int]) -> None:
        """Drop documents."""
        await self._run("DELETE FROM search_documents WHERE status_id = ANY(:ids)", {"ids": list(status_ids)})

    async def statuses(
        self, query: str, *, below: int | None = None, above: int | None = None, account_id: int | None = None, limit: int
    ) -> list[int]:
        """Posts that have every word, #tag or phrase in quotes; the newest first."""
        values: dict[str, Any] = {"limit": limit}
        conditions = []
        for number, word in enumerate(words(query)):
            if word.startswith("#"):
                conditions.append(f"tags @> ARRAY[:word{number}]")
                values[f"word{number}"] = tag_key(word)
            elif unspaced(word):
                conditions.append(f"body ILIKE :word{number}")
                values[f"word{number}"] = f"%{escaped(word)}%"
            else:
                conditions.append(f"words @@ phraseto_tsquery('simple', :word{number})")
                values[f"word{number}"] = word
        if not conditions:
            return []
        for name, value, condition in (
            ("below", below, "status_id < :below"),
            ("above", above, "status_id > :above"),
            ("account", account_id, "account_id = :account"),
        ):
            if value is not None:
                conditions.append(condition)
                values[name] = value
        # Only the fixed texts above are in the statement; what people wrote is in its values.
        where = " AND ".join(conditions)
        statement = f"SELECT status_id FROM search_documents WHERE {where} ORDER BY status_id DESC LIMIT :limit"  # noqa: S608
        try:
            async with self._db.read() as connection:
                return list((await connection.execute(text(statement), values)).scalars())
        except (Unavailable, DBAPIError) as error:
            raise SearchDown from error

    async def erase(self, account_id: int) -> int:
        """Drop a person's documents."""
        return await self._run("DELETE FROM search_documents WHERE account_id = :account", {"account": account_id})

    async def _run(self, statement: str, values: dict[str, Any]) -> int:
        try:
            async with self._db.begin() as unit:
                done = await unit.connection.execute(text(statement), values)
                return int(done.rowcount)
        except (Unavailable, DBAPIError) as error:
            raise SearchDown from error
