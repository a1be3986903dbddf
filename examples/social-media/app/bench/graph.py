"""A network from a fixed seed: popularity falls by Zipf's law; three accounts have a known number of followers."""

import random
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import psycopg
from sqlalchemy import Table

from social import tables as t
from social.app.oauth import digest
from social.domain.ids import at

HOUR_MS = 3_600_000
SCOPES = "read write"


@dataclass
class Graph:
    """Ids. `sized` are authors by number of followers, `tokens` belong to `readers` and to the authors of known size."""

    readers: list[int]
    sized: dict[int, int]
    tokens: dict[int, str]


def fill(address: str, now: int, *, readers: int, follows: int, posts: int, sizes: tuple[int, ...], seed: int = 5) -> Graph:
    """Write it by COPY."""
    chance = random.Random(seed)
    most = max(*sizes, readers)
    numbers = iter(range(at(now - 48 * HOUR_MS), at(now)))
    people = [next(numbers) for _ in range(most)]
    stars = {size: next(numbers) for size in sizes}
    active, authors = people[:readers], people[: readers // 2]
    weights = list(accumulate(1 / (rank + 1) for rank in range(len(authors))))
    pairs = {
        (reader, author) for reader in active for author in chance.choices(authors, cum_weights=weights, k=follows) if author != reader
    }
    pairs |= {(person, star) for size, star in stars.items() for person in people[:size]}
    followers: dict[int, int] = {}
    following: dict[int, int] = {}
    for source, target in pairs:
        followers[target] = followers.get(target, 0) + 1
        following[source] = following.get(source, 0) + 1
    everybody = [*people, *stars.values()]
    owners = [*active, *stars.values()]
    users = {account: next(numbers) for account in owners}
    app = next(numbers)
    times = sorted(chance.randrange(now - 48 * HOUR_MS, now - 1_000) for _ in range(posts))
    rows: dict[Table, list[dict[str, Any]]] = {
        t.accounts: [
            {"id": each, "username": f"u{each}", "username_key": f"u{each}", "created_at": now, "followers_count": followers.get(each, 0),
             "following_count": following.get(each, 0), "last_seen_at": now} for each in everybody
        ],
        t.users: [{"id": users[each], "account_id": each, "confirmed_at": now, "created_at": now} for each in owners],
        t.apps: [
            {"id": app, "name": "bench", "redirect_uris": [], "scopes": SCOPES, "client_id": "bench", "secret_hash": digest("bench"),
             "created_at": now}
        ],
        t.tokens: [
            {"id": next(numbers), "token_hash": digest(f"bench-{each}"), "app_id": app, "user_id": users[each], "scopes": SCOPES,
             "created_at": now}
            for each in owners
        ],
        t.follows: [
            {"id": next(numbers), "source_id": source, "target_id": target, "state": "accepted", "created_at": now}
            for source, target in sorted(pairs)
        ],
        t.statuses: [
            {"id": at(time) + place % 65_536, "account_id": author, "text": f"Post {place}", "html": f"<p>Post {place} of a long day</p>",
             "visibility": "public", "created_at": time}
            for place, (time, author) in enumerate(zip(times, chance.choices(authors, cum_weights=weights, k=posts), strict=True))
        ],
    }  # fmt: skip
    with psycopg.connect(address) as connection:
        for table, found in rows.items():
            _copy(connection, table, found)
        connection.commit()
        connection.autocommit = True
        connection.execute("ANALYZE")
    return Graph(active, stars, {each: f"bench-{each}" for each in owners})


def _copy(connection: psycopg.Connection[Any], table: Table, rows: list[dict[str, Any]]) -> None:
    columns = list(table.c)
    names = ", ".join(f'"{column.name}"' for column in columns)
    with connection.cursor().copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row([_value(column, row) for column in columns])


def _value(column: Any, row: dict[str, Any]) -> Any:
    if column.name in row:
        value = row[column.name]
        return psycopg.types.json.Json(value) if isinstance(value, list | dict) else value
    if column.default is None:
        return None
    if callable(column.default.arg):
        return psycopg.types.json.Json(column.default.arg(None))
    return column.default.arg
