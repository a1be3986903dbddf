"""Queues as admins see them."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from social import tables as t
from social.domain.errors import Unavailable
from social.ports.queue import QUEUES, Ack, Envelope, Outcome
from social.workers import registry
from tests.world import World

HERE = "/api/x/v1/admin/queues"


async def _receive(world: World, queue: str, outcome: Outcome) -> None:
    for each in await world.services.queue.receive(queue, 10, 0):
        await world.services.queue.settle(each, outcome)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A handler that fails as long as the list is empty."""
    healed: list[str] = []

    async def handler(envelope: Envelope, services: object) -> Outcome:
        if not healed:
            raise ValueError("somebody's own words")
        healed.append(envelope.id)
        return Ack()

    monkeypatch.setitem(registry.HANDLERS, ("media", "test.failing"), handler)
    return healed


@pytest.mark.once("dead letters")
@pytest.mark.settings(queue_attempts=1)
async def test_a_dead_letter_is_seen_and_redriven(world: World, failing: list[str]) -> None:
    """From the first failure, through the API, to a handler that works again; and it stands in the audit log."""
    admin = await world.person(role="admin")
    await world.services.queue.send("media", Envelope("test.failing", "1", "k", {"media_id": "7"}))
    assert {each["name"]: each["waiting"] for each in await admin.get(HERE)} == {name: int(name == "media") for name in QUEUES}
    await world.settle()
    assert {each["name"]: each["dead"] for each in await admin.get(HERE)}["media"] == 1
    (letter,) = await admin.get(f"{HERE}/media/dead")
    assert letter["reason"] == "ValueError in handler"
    assert (letter["id"], letter["type"], letter["key"], letter["attempts"], letter["body"]) == (
        "1",
        "test.failing",
        "k",
        1,
        {"media_id": "7"},
    )
    assert await admin.get(f"{HERE}/fanout/dead") == []
    failing.append("healed")
    assert (await admin.post(f"{HERE}/media/redrive"))["redriven"] == 1
    await world.settle()
    assert failing == ["healed", "1"]
    assert await admin.get(f"{HERE}/media/dead") == []
    async with world.services.db.read() as connection:
        assert (await connection.execute(select(t.audit.c.target).where(t.audit.c.action == "queue.redriven"))).scalars().all() == ["media"]


async def test_only_admins_with_the_scope_may(world: World) -> None:
    """Not moderators, not an admin's token for reading."""
    for role, scopes, status in (("user", "admin:read admin:write", 403), ("moderator", "admin:read admin:write", 403)):
        person = await world.person(role=role, scopes=scopes)
        await person.get(HERE, status)
        await person.get(f"{HERE}/fanout/dead", status)
        await person.post(f"{HERE}/fanout/redrive", status)
    reader = await world.person(role="admin", scopes="admin:read")
    await reader.get(HERE)
    await reader.post(f"{HERE}/fanout/redrive", 403)
    assert (await world.client.get(HERE)).status_code == 401


async def test_there_are_no_other_queues(world: World) -> None:
    """A name that is none is not found."""
    admin = await world.person(role="admin")
    await admin.get(f"{HERE}/secrets/dead", 404)
    await admin.post(f"{HERE}/secrets/redrive", 404)


async def test_a_broker_that_is_away_is_a_503(world: World) -> None:
    """And nothing else of the API is."""

    class Away:
        async def depth(self, _queue: str) -> None:
            raise Unavailable("The queue does not answer")

    admin = await world.person(role="admin")
    await admin.get(HERE)
    import httpx

    from social.http.app import build

    broken = replace(world.services, queue=Away())  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=build(broken)), base_url="http://localhost:3000") as client:
        assert (await client.get(HERE, headers=admin.headers)).status_code == 503
        assert (await client.get("/api/v1/timelines/home", headers=admin.headers)).status_code == 200
