"""A process that is killed between the commit of a post and its publication: the post reaches people once all the same."""

import asyncio
import signal
import uuid
from collections import Counter
from pathlib import Path
from typing import Any, LiteralString

import httpx
import psycopg
import pytest

from tests.conftest import free_port
from tests.processes import command, serving, variables
from tests.test_processes import Session


@pytest.fixture
def database(postgres: str) -> str:
    """An empty database."""
    name = f"c{uuid.uuid4().hex}"
    with psycopg.connect(f"{postgres}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{postgres}/{name}"


def rows(database: str, query: LiteralString, *values: Any) -> list[Any]:
    """What the database holds, seen from outside."""
    with psycopg.connect(database) as connection:
        return connection.execute(query, values).fetchall()


async def post(session: Session, text: str, key: str) -> str:
    """A post with an idempotency key; its id."""
    found = await session.call("POST", "/api/v1/statuses", json={"status": text}, headers={"Idempotency-Key": key})
    return str(found["id"])


async def mentions(session: Session) -> list[Any]:
    """Posts of which somebody was told."""
    found = await session.call("GET", "/api/v1/notifications?types[]=mention&limit=40")
    return [each["status"]["id"] for each in found]


async def close(*sessions: Session) -> None:
    """End the clients."""
    for session in sessions:
        await session.client.aclose()


async def test_a_post_whose_process_dies_after_the_commit_is_published_by_the_next(database: str, redis_url: str, tmp_path: Path) -> None:
    """The API alone accepts it, with no relay anywhere; killed; the next process has the rest of the work, and does it once."""
    port = free_port()
    shared = {"database_url": database, "redis_url": f"{redis_url}/0", "data_dir": tmp_path, "secret_key": "k" * 40}
    assert (await command("migrate", environment=variables(**shared)))[0] == 0
    async with serving(port=port, role="api", **shared) as running:
        ann, bob = await Session(port).sign_up("ann"), await Session(port).sign_up("bob")
        await bob.call("POST", f"/api/v1/accounts/{ann.id}/follow")
        assert await bob.ids("/api/v1/timelines/home") == []
        made = await post(ann, "hello @bob", "the key")
        assert (await running.stop(signal.SIGKILL))[0] == -signal.SIGKILL
    # Committed, and nobody told.
    assert rows(database, "SELECT id FROM statuses") == [(int(made),)]
    waiting = "SELECT queue FROM outbox WHERE type = 'status.created' AND key = %s ORDER BY queue"
    assert [queue for (queue,) in rows(database, waiting, made)] == ["fanout", "index", "moderation", "notify"]
    assert rows(database, "SELECT id FROM notifications WHERE type = 'mention'") == []
    async with serving(port=port, **shared):
        async with asyncio.timeout(60):
            while rows(database, waiting, made) or not await mentions(bob):
                await asyncio.sleep(0.05)
        assert await post(ann, "hello @bob", "the key") == made
        assert await bob.ids("/api/v1/timelines/home") == [made]
        assert await mentions(bob) == [made]
        found = await bob.call("GET", "/api/v2/search?q=hello&type=statuses")
        assert [each["id"] for each in found["statuses"]] == [made]
    await close(ann, bob)


async def test_posts_amid_which_a_process_dies_are_made_once(tmp_path: Path) -> None:
    """Whoever got no answer sends again with the same key: each post is there once, and told once."""
    port, texts = free_port(), [f"@bob number {each}" for each in range(36)]
    answered: dict[str, str] = {}
    async with serving(port=port, data_dir=tmp_path) as running:
        ann, bob = await Session(port).sign_up("ann"), await Session(port).sign_up("bob")
        await bob.call("POST", f"/api/v1/accounts/{ann.id}/follow")

        async def send(some: list[str]) -> None:
            for text in some:
                try:
                    answered[text] = await post(ann, text, text)
                except httpx.HTTPError:
                    return

        sending = [asyncio.create_task(send(texts[start::4])) for start in range(4)]
        while len(answered) < 8:
            await asyncio.sleep(0.005)
        await running.stop(signal.SIGKILL)
        await asyncio.gather(*sending)
    assert len(answered) < len(texts)
    async with serving(port=port, data_dir=tmp_path):
        for text in texts:
            assert await post(ann, text, text) == answered.setdefault(text, await post(ann, text, text))
        async with asyncio.timeout(60):
            while len(await mentions(bob)) < len(texts):
                await asyncio.sleep(0.05)
        for found in (await mentions(bob), await bob.ids("/api/v1/timelines/home?limit=40")):
            assert Counter(found) == Counter(answered.values())
    await close(ann, bob)
