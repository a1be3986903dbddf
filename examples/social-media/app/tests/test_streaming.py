"""Realtime: who hears what, and what happens when somebody is slow, unwelcome or gone."""

import asyncio
import contextlib
import itertools
import json
import os
import sys
from collections.abc import AsyncIterator

import httpx
import pytest
import websockets
from sqlalchemy import insert

from bench.sockets import sockets
from social import tables as t
from social.app import oauth
from social.http.app import closed
from social.ports.bus import BusDown
from social.settings import Settings
from social.stream.events import Event
from social.stream.hub import MOST_QUEUED, Client, Hub
from social.stream.streams import STREAMS
from social.stream.told import MOST, Told
from social.wiring import wire
from tests.conftest import free_port
from tests.live import Proxy, Server, listening, publish, received, serving, until
from tests.world import Person, World


@pytest.fixture
async def server(world: World) -> AsyncIterator[Server]:
    """The world's application on a port."""
    async with serving(world.services) as found:
        yield found


def note(author: Person, number: int = 1) -> dict[str, object]:
    """A post as it is published."""
    return {"id": str(number), "account": {"id": author.id}, "reblog": None, "content": "<p>hi</p>"}


async def make_list(world: World, owner: Person) -> str:
    """A list."""
    found = world.services.ids.next()
    async with world.services.db.begin() as unit:
        await unit.connection.execute(insert(t.lists).values(id=found, account_id=int(owner.id), title="l", created_at=1))
    return str(found)


async def test_health_answers_ok(world: World) -> None:
    """As Mastodon's does."""
    response = await world.client.get("/api/v1/streaming/health")
    assert (response.status_code, response.text) == (200, "OK")


async def test_every_event_stream_carries_its_channel_and_no_other(world: World, server: Server) -> None:
    """A path per stream."""
    ann, bob = await world.people(2)
    mine = await make_list(world, ann)
    rows = {
        "user": (f"user:{ann.id}", {}),
        "user/notification": (f"notifications:{ann.id}", {}),
        "public": ("public", {}),
        "public/local": ("public:local", {}),
        "public/media": ("public:media", {}),
        "hashtag": ("tag:cats", {"tag": "Cats"}),
        "hashtag/local": ("tag:cats", {"tag": "#cats"}),
        "list": (f"list:{mine}", {"list": mine}),
        "direct": (f"direct:{ann.id}", {}),
    }
    every = {channel for channel, _ in rows.values()} | {f"user:{bob.id}", f"notifications:{bob.id}"}
    for path, (channel, query) in rows.items():
        async with listening(server.url, path, ann, **query) as listener:
            assert listener.response.headers["content-type"].startswith("text/event-stream")
            # The notifications of a person are part of their own stream.
            heard = {channel, f"notifications:{ann.id}"} if path == "user" else {channel}
            for other in sorted(every - heard):
                await publish(world, other, "update", {**note(bob), "from": other})
            for each in sorted(heard):
                await publish(world, each, "update", {**note(bob), "from": each})
            found = [await listener.next() for _ in heard]
            assert {event[1]["from"] for event in found if event} == heard, path


async def test_the_media_flag_is_a_stream_of_its_own(world: World, server: Server) -> None:
    """?only_media=true."""
    ann = await world.person()
    async with listening(server.url, "public", ann, only_media="true") as listener:
        await publish(world, "public", "update", note(ann, 1))
        await publish(world, "public:media", "update", note(ann, 2))
        found = await listener.next()
        assert found is not None
        assert found[1]["id"] == "2"


async def test_lines_are_as_clients_parse_them(world: World, server: Server) -> None:
    """A space after the colon; comments for heartbeats; and no empty line that belongs to no event."""
    ann = await world.person()
    async with (
        httpx.AsyncClient(timeout=20) as client,
        client.stream("GET", f"{server.url}/api/v1/streaming/user", headers=ann.headers) as response,
    ):
        (listening_client,) = server.app.state.hub._clients
        listening_client.put((), None)
        await publish(world, f"user:{ann.id}", "delete", "123")
        text = ""
        async for piece in response.aiter_text():
            text += piece
            if text.endswith("\n\n"):
                break
    assert text == ":)\n:thump\nevent: delete\ndata: 123\n\n"


async def test_quiet_streams_beat(world: World, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """By themselves, again and again; a stream that was quiet still tells what happens."""
    monkeypatch.setattr("social.stream.hub.HEARTBEAT_SECONDS", 0.05)
    ann = await world.person()
    async with listening(server.url, "user", ann) as mine:
        (quiet,) = server.app.state.hub._clients
        beats = 0

        def counted(*_: object) -> None:
            nonlocal beats
            beats += 1

        told = quiet.put
        monkeypatch.setattr(quiet, "put", lambda *what: (counted(), told(*what)))
        await until(lambda: beats >= 3)
        await publish(world, f"user:{ann.id}", "delete", "123")
        assert await mine.next() == ("delete", 123)
        assert mine.heartbeats >= 3


async def test_a_socket_takes_streams_on_and_off(world: World, server: Server) -> None:
    """The payload is text, the stream a list with its parameter."""
    ann = await world.person()
    async with server.socket(ann, stream="user") as socket:
        await publish(world, f"user:{ann.id}", "update", note(ann))
        first = await received(socket)
        assert (first["stream"], first["event"], json.loads(first["payload"])) == (["user"], "update", note(ann))
        await socket.send(json.dumps({"type": "subscribe", "stream": "hashtag", "tag": "Cats"}))
        await until(_hears(world, "tag:cats"))
        await publish(world, "tag:cats", "delete", "9")
        assert await received(socket) == {"stream": ["hashtag", "Cats"], "event": "delete", "payload": "9"}
        await socket.send(json.dumps({"type": "unsubscribe", "stream": "hashtag", "tag": "Cats"}))
        await until(_hears(world, "tag:cats", False))
        await publish(world, "tag:cats", "delete", "10")
        await publish(world, f"user:{ann.id}", "filters_changed", None)
        assert await received(socket) == {"stream": ["user"], "event": "filters_changed"}


def _hears(world: World, channel: str, wanted: bool = True) -> object:
    async def heard() -> bool:
        return (channel in await world.services.bus.heard([channel])) is wanted

    return heard


async def test_a_token_may_come_in_three_ways(world: World, server: Server) -> None:
    """Header, query, and as a protocol, which the server agrees to."""
    ann = await world.person()
    address = f"ws://127.0.0.1:{server.port}/api/v1/streaming"
    ways = (
        ({"additional_headers": ann.headers}, "", None),
        ({}, f"&access_token={ann.token}", None),
        ({"subprotocols": [ann.token]}, "", ann.token),
    )
    for options, query, agreed in ways:
        async with websockets.connect(f"{address}/?stream=user{query}", **options) as socket:
            assert socket.subprotocol == agreed
            await publish(world, f"user:{ann.id}", "delete", "1")
            assert (await received(socket))["payload"] == "1"
    async with listening(server.url, "user", None, access_token=ann.token) as listener:
        await publish(world, f"user:{ann.id}", "delete", 2)
        assert await listener.next() == ("delete", 2)


async def test_wrong_tokens_open_nothing(world: World, server: Server) -> None:
    """401 before the socket is one; without a token there are the public streams alone."""
    for options in ({"additional_headers": {"Authorization": "Bearer nonsense"}}, {"subprotocols": ["nonsense"]}):
        with pytest.raises(websockets.InvalidStatus) as refused:
            await websockets.connect(f"ws://127.0.0.1:{server.port}/api/v1/streaming?stream=public", **options)
        assert refused.value.response.status_code == 401
    async with httpx.AsyncClient(base_url=server.url) as client:
        assert (await client.get("/api/v1/streaming/user")).status_code == 401
        assert (await client.get("/api/v1/streaming/user?access_token=x")).status_code == 401
    async with server.socket(stream="user") as socket:
        assert (await received(socket))["status"] == 401
        await socket.send(json.dumps({"type": "subscribe", "stream": "public"}))
        await until(_hears(world, "public"))
        await publish(world, "public", "delete", "1")
        assert (await received(socket))["payload"] == "1"


async def test_wrong_wishes_are_answered_on_the_socket(world: World, server: Server) -> None:
    """And it stays open."""
    ann, bob = await world.people(2)
    other = await make_list(world, bob)
    wrong = (
        ({"type": "subscribe", "stream": "nonsense"}, 400),
        ({"type": "subscribe"}, 400),
        ({"type": "subscribe", "stream": ["user"]}, 400),
        ({"type": "dance", "stream": "user"}, 400),
        ({"type": "subscribe", "stream": "hashtag"}, 400),
        ({"type": "subscribe", "stream": "list"}, 400),
        ({"type": "subscribe", "stream": "list", "list": other}, 404),
        ({"type": "subscribe", "stream": "list", "list": "1"}, 404),
        ([1], 400),
    )
    async with server.socket(ann) as socket:
        for message, status in wrong:
            await socket.send(json.dumps(message))
            found = await received(socket)
            assert found["status"] == status, message
            assert found["error"]
        await socket.send("{")
        assert (await received(socket))["status"] == 400
        await socket.send(json.dumps({"type": "subscribe", "stream": "direct"}))
        await until(_hears(world, f"direct:{ann.id}"))


@pytest.mark.parametrize(
    ("scopes", "allowed"),
    [
        ("read", {"user", "user:notification", "list", "direct"}),
        ("read:statuses", {"user", "list", "direct"}),
        ("read:notifications", {"user:notification"}),
        ("write follow", set()),
    ],
)
async def test_scopes_open_their_streams(world: World, server: Server, scopes: str, allowed: set[str]) -> None:
    """For both ways in; the public ones need none."""
    ann = await world.person(scopes=scopes)
    mine = await make_list(world, ann)
    for name in STREAMS:
        free = name.startswith(("public", "hashtag"))
        async with server.socket(ann) as socket:
            await socket.send(json.dumps({"type": "subscribe", "stream": name, "tag": "x", "list": mine}))
            await socket.send(json.dumps({"type": "unsubscribe", "stream": "nonsense"}))
            status = (await received(socket))["status"]
            assert (status == 400) is (free or name in allowed), name
            assert status in (400, 403)
        if name.endswith("media"):
            continue
        async with httpx.AsyncClient(base_url=server.url, headers=ann.headers) as client:
            path = f"/api/v1/streaming/{name.replace(':', '/')}"
            async with client.stream("GET", path, params={"tag": "x", "list": mine}) as response:
                assert response.status_code == (200 if free or name in allowed else 403), name


async def test_notifications_are_in_the_own_stream_only_if_the_scope_covers_them(world: World, server: Server) -> None:
    """As Mastodon leaves them out."""
    ann = await world.person(scopes="read:statuses")
    async with listening(server.url, "user", ann) as listener:
        await publish(world, f"notifications:{ann.id}", "notification", {"id": "1"})
        await publish(world, f"user:{ann.id}", "delete", 2)
        assert await listener.next() == ("delete", 2)


async def test_somebody_elses_list_is_not_found(world: World, server: Server) -> None:
    """404, as if there were none."""
    ann, bob = await world.people(2)
    other = await make_list(world, bob)
    async with httpx.AsyncClient(base_url=server.url, headers=ann.headers) as client:
        assert (await client.get("/api/v1/streaming/list", params={"list": other})).status_code == 404
        assert (await client.get("/api/v1/streaming/list")).status_code == 400
        assert (await client.get("/api/v1/streaming/hashtag")).status_code == 400


@pytest.mark.parametrize("boosted", [False, True])
async def test_public_streams_leave_out_whom_the_listener_hides(world: World, server: Server, boosted: bool) -> None:
    """Blocks in both directions and mutes, of authors and of boosted ones; others hear the post."""
    ann, blocked, muted, blocking, past, fine = await world.people(6)
    make, now = world.services.ids.next, world.services.clock.now()
    async with world.services.db.begin() as unit:
        pair = {"created_at": now}
        await unit.connection.execute(insert(t.blocks).values(id=make(), source_id=int(ann.id), target_id=int(blocked.id), **pair))
        await unit.connection.execute(insert(t.blocks).values(id=make(), source_id=int(blocking.id), target_id=int(ann.id), **pair))
        await unit.connection.execute(insert(t.mutes).values(id=make(), source_id=int(ann.id), target_id=int(muted.id), **pair))
        await unit.connection.execute(
            insert(t.mutes).values(id=make(), source_id=int(ann.id), target_id=int(past.id), expires_at=now - 1, **pair)
        )
    async with listening(server.url, "public", ann) as mine, listening(server.url, "public") as anybodys:
        people = (blocked, muted, blocking, past, fine)
        for number, author in enumerate(people):
            await publish(world, "public", "update", {**note(fine, number), "reblog": note(author)} if boosted else note(author, number))
        assert [(await mine.next() or ("", {}))[1]["id"] for _ in range(2)] == ["3", "4"]
        assert [(await anybodys.next() or ("", {}))[1]["id"] for _ in people] == ["0", "1", "2", "3", "4"]


async def test_a_revoked_token_closes_its_streams_and_no_others(world: World, server: Server) -> None:
    """Nothing is delivered after the revocation."""
    ann, bob = await world.people(2)
    row = await world.row(t.tokens, token_hash=oauth.digest(ann.token))
    async with (
        listening(server.url, "user", ann) as mine,
        server.socket(ann, stream="user") as socket,
        listening(server.url, "user", bob) as other,
    ):
        await until(lambda: all(client.streams for client in server.app.state.hub._clients))
        await oauth.revoke_where(world.services, t.tokens.c.id == row.id)
        await publish(world, f"user:{ann.id}", "delete", 1)
        assert await mine.next() is None
        with pytest.raises(websockets.ConnectionClosed) as ended:
            await received(socket)
        assert ended.value.rcvd is not None
        assert ended.value.rcvd.code == 1008
        await publish(world, f"user:{bob.id}", "delete", 2)
        assert await other.next() == ("delete", 2)


@pytest.mark.parametrize("lost", [False, True])
async def test_a_token_that_its_app_revokes_closes_its_streams(
    world: World, server: Server, monkeypatch: pytest.MonkeyPatch, lost: bool
) -> None:
    """By the call that clients make; if the bus loses the word, by the look that the hub takes at tokens with each heartbeat."""
    ann, bob = await world.people(2)
    row = await world.row(t.tokens, token_hash=oauth.digest(ann.token))
    app = await world.row(t.apps, id=row.app_id)
    monkeypatch.setattr("social.stream.hub.HEARTBEAT_SECONDS", 0.2 if lost else 600)
    async with (
        listening(server.url, "user", ann) as mine,
        server.socket(ann, stream="user") as socket,
        listening(server.url, "user", bob) as other,
    ):
        await until(lambda: all(client.streams for client in server.app.state.hub._clients))
        with monkeypatch.context() as patch:
            if lost:
                patch.setattr(type(world.services.bus), "publish", _lost)
            data = {"token": ann.token, "client_id": app.client_id, "client_secret": "secret"}
            assert (await world.client.post("/oauth/revoke", data=data)).status_code == 200
        assert await mine.next() is None
        with pytest.raises(websockets.ConnectionClosed) as ended:
            await received(socket)
        assert ended.value.rcvd is not None
        assert ended.value.rcvd.code == 1008
        await publish(world, f"user:{bob.id}", "delete", 2)
        assert await other.next() == ("delete", 2)


async def _lost(_bus: object, _channel: str, _data: bytes) -> None:
    """As if nobody had been there."""


async def test_a_suspended_account_is_cut_off(world: World, server: Server) -> None:
    """By word on the bus."""
    ann = await world.person()
    async with listening(server.url, "user", ann) as mine:
        await world.services.bus.publish("control", f"suspended:{ann.id}".encode())
        assert await mine.next() is None


@pytest.mark.parametrize("how", ["revoked", "suspended", "disabled"])
async def test_word_that_was_lost_is_made_up_for(world: World, server: Server, how: str) -> None:
    """The bus delivers at most once, so the hub looks at the tokens itself now and then."""
    ann, bob = await world.people(2)
    row = await world.row(t.tokens, token_hash=oauth.digest(ann.token))
    async with listening(server.url, "user", ann) as mine, listening(server.url, "user", bob) as other:
        if how == "revoked":
            await world.change(t.tokens, row.id, revoked_at=1)
        elif how == "suspended":
            await world.change(t.accounts, int(ann.id), state="suspended")
        else:
            await world.change(t.users, row.user_id, disabled_at=1)
        await server.app.state.hub.check()
        assert await mine.next() is None
        await publish(world, f"user:{bob.id}", "delete", 2)
        assert await other.next() == ("delete", 2)


async def test_a_client_that_does_not_read_is_dropped(world: World, server: Server) -> None:
    """At 256 events that wait; others are served meanwhile."""
    ann, bob = await world.people(2)
    text = "x" * 60_000
    hub = server.app.state.hub
    async with server.socket(ann, stream="user") as slow, listening(server.url, "user", ann) as quick:
        await until(lambda: len(hub._clients) == 2)
        await until(lambda: all(client.streams for client in hub._clients))
        stalled = next(client for client in hub._clients if client.kind == "websocket")
        sent = 0
        while stalled.reason is None and sent < 3_000:
            await publish(world, f"user:{ann.id}", "update", {"id": str(sent), "text": text})
            found = await quick.next()
            assert found is not None
            assert found[1]["id"] == str(sent)
            sent += 1
        assert stalled.reason == "slow"
        assert sent > MOST_QUEUED
        await until(lambda: stalled not in hub._clients)
        slow.transport.abort()
    assert bob.id


async def test_the_queue_of_a_client_is_bounded() -> None:
    """256 wait, the next one ends it, and nothing of what waited is kept."""
    client = Client("sse", 1, 1)
    event = Event(b'{"event": "delete", "payload": "1"}')
    for _ in range(MOST_QUEUED):
        client.put(("user",), event)
    assert client.reason is None
    client.put(("user",), event)
    assert client.reason == "slow"
    assert client.over.is_set()
    assert [each async for each in client] == []


async def test_when_the_bus_goes_streams_end_and_new_ones_work_when_it_is_back(
    world: World, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Meanwhile a new stream is a 503 that says when to come again."""
    ann = await world.person()
    async with listening(server.url, "user", ann) as mine, server.socket(ann, stream="user") as socket:
        await until(lambda: all(client.streams for client in server.app.state.hub._clients))
        for ear in tuple(world.services.bus._ears):
            ear.end() if hasattr(ear, "end") else ear.hear(None)
        assert await mine.next() is None
        with pytest.raises(websockets.ConnectionClosed) as ended:
            await received(socket)
        assert ended.value.rcvd is not None
        assert ended.value.rcvd.code == 1012
    with monkeypatch.context() as patch:
        patch.setattr(type(world.services.bus), "subscribe", _broken)
        async with httpx.AsyncClient(base_url=server.url, headers=ann.headers) as client:
            response = await client.get("/api/v1/streaming/user")
            assert response.status_code == 503
            assert int(response.headers["retry-after"]) > 0
        with pytest.raises(websockets.InvalidStatus) as refused:
            await websockets.connect(f"ws://127.0.0.1:{server.port}/api/v1/streaming", additional_headers=ann.headers)
        assert refused.value.response.status_code == 503
    async with listening(server.url, "user", ann) as again:
        await publish(world, f"user:{ann.id}", "delete", 3)
        assert await again.next() == ("delete", 3)


def _broken(_bus: object) -> object:
    raise BusDown


async def test_presence_is_known_to_publishers(world: World, server: Server) -> None:
    """A channel is heard while somebody listens, and no longer."""
    ann = await world.person()
    mine, other = f"user:{ann.id}", "user:1"
    assert await world.services.bus.heard([mine, other]) == set()
    async with listening(server.url, "user", ann):
        assert await world.services.bus.heard([mine, other]) == {mine}
    await until(_hears(world, mine, False))
    assert await world.services.bus.heard([]) == set()


async def test_one_subscription_serves_all_clients(world: World, server: Server) -> None:
    """However many there are; with the last one it ends."""
    ann = await world.person()
    bus = world.services.bus
    sockets = [await server.socket(ann, stream="user") for _ in range(20)]
    await until(lambda: sum(bool(client.streams) for client in server.app.state.hub._clients) == 20)
    assert len(bus._ears) == 1
    await publish(world, f"user:{ann.id}", "delete", "1")
    assert [(await received(socket))["payload"] for socket in sockets] == ["1"] * 20
    await asyncio.gather(*(socket.close() for socket in sockets))
    await until(lambda: not bus._ears)


@pytest.mark.settings(stream_clients=1)
async def test_streams_are_bounded(world: World, server: Server) -> None:
    """One more than fits is told to come later; a place that is given back can be taken."""
    ann = await world.person()
    async with listening(server.url, "user", ann), httpx.AsyncClient(base_url=server.url, headers=ann.headers) as client:
        assert (await client.get("/api/v1/streaming/user")).status_code == 503
    await until(lambda: not server.app.state.hub._clients)
    async with listening(server.url, "user", ann):
        pass


async def test_streams_of_one_socket_are_bounded(world: World, server: Server) -> None:
    """So are its messages."""
    ann = await world.person()
    async with server.socket(ann) as socket:
        for number in range(51):
            await socket.send(json.dumps({"type": "subscribe", "stream": "hashtag", "tag": f"t{number}"}))
        assert (await received(socket))["status"] == 400
        await socket.send(json.dumps({"type": "subscribe", "stream": "x" * 5_000}))
        assert (await received(socket))["status"] == 400


@pytest.mark.settings(rate_limits=True, rate_per_5_minutes=3)
async def test_sockets_and_their_wishes_count(world: World, server: Server) -> None:
    """As any request does."""
    ann = await world.person()
    async with server.socket(ann) as socket:
        for number in range(3):
            await socket.send(json.dumps({"type": "subscribe", "stream": "hashtag", "tag": f"t{number}"}))
        assert (await received(socket))["status"] == 429
    with pytest.raises(websockets.InvalidStatus) as refused:
        await websockets.connect(f"ws://127.0.0.1:{server.port}/api/v1/streaming", additional_headers=ann.headers)
    assert refused.value.response.status_code == 429


async def test_nonsense_on_the_bus_harms_nobody(world: World, server: Server) -> None:
    """It is left out."""
    ann = await world.person()
    async with listening(server.url, "user", ann) as mine, listening(server.url, "public", ann) as public:
        for channel in (f"user:{ann.id}", "public", "control"):
            for data in (b"{", b"[]", b"{}", b"\xff", b'{"event": "update", "payload": "{"}' if channel == "public" else b"1"):
                await world.services.bus.publish(channel, data)
        await publish(world, f"user:{ann.id}", "delete", 1)
        await publish(world, "public", "delete", 2)
        assert await mine.next() == ("delete", 1)
        assert await public.next() == ("delete", 2)


async def test_a_hub_that_rests_begins_again(world: World) -> None:
    """Joining while the last one leaves loses nothing."""
    hub = Hub(world.services)
    for _ in range(5):
        one = await hub.join("sse", None, None)
        leaving = asyncio.create_task(hub.leave(one))
        two = await hub.join("sse", None, None)
        await leaving
        await hub.subscribe(two, ("public",), {"public"}, shared=False)
        await publish(world, "public", "delete", "1")
        async with asyncio.timeout(10):
            async for stream, event in two:
                assert stream == ("public",)
                assert event is not None
                break
        await hub.leave(two)


async def test_own_clients_learn_where_to_go(world: World) -> None:
    """Address and kind."""
    ann = await world.person()
    found = await ann.get("/api/x/v1/streaming/negotiate")
    assert found["kind"] == "gateway"
    assert found["url"] == world.services.settings.base_url.replace("http", "ws") + "/api/v1/streaming"


@pytest.mark.slow
async def test_a_thousand_sockets_hear_everything(world: World, server: Server) -> None:
    """In order, without a loss."""
    people = await world.people(10)
    found = await sockets(
        server.url, [person.token for person in people], lambda data: world.services.bus.publish("public", data), number=1_000, events=5
    )
    assert (found["delivered"], found["lost"]) == (5_000, 0)
    assert len(server.app.state.hub._clients) <= 1_000
    await until(lambda: not server.app.state.hub._clients)


async def test_a_post_reaches_its_followers_streams(world: World, server: Server) -> None:
    """The whole way, by the real fan-out: own stream, public stream and tag, each on what the listener asked for."""
    ann, bob, eve = await world.people(3)
    await ann.follow(bob)
    await world.settle()
    async with (
        listening(server.url, "user", ann) as home,
        listening(server.url, "public", eve) as public,
        listening(server.url, "hashtag", eve, tag="cats") as tag,
        listening(server.url, "user", eve) as strangers,
    ):
        hidden = await bob.say("for followers #cats", visibility="private")
        post = await bob.say("for all #cats")
        await world.settle()
        heard = [await home.next() for _ in range(2)]
        assert {event[1]["id"] for event in heard if event and event[0] == "update"} == {hidden["id"], post["id"]}
        for listener in (public, tag):
            event = await listener.next()
            assert event is not None
            assert (event[0], event[1]["id"]) == ("update", post["id"])
        await publish(world, f"user:{eve.id}", "delete", 1)
        assert await strangers.next() == ("delete", 1)


async def test_a_message_that_comes_again_is_no_news(world: World, server: Server) -> None:
    """A post is told once, and once more after moderators gave it back; that it was taken away isn't told of one that is there again."""
    ann, bob = await world.people(2)
    await ann.follow(bob)
    await world.settle()
    async with listening(server.url, "user", ann) as home, listening(server.url, "public") as public:
        post = await bob.say("hello")
        await world.settle()
        about = {"status_id": post["id"], "account_id": bob.id}
        await world.tell("fanout", "status.created", **about)
        await world.change(t.statuses, int(post["id"]), held="hold")
        await world.tell("fanout", "status.deleted", **about)
        await world.tell("fanout", "status.created", **about)
        await world.change(t.statuses, int(post["id"]), held=None)
        await world.tell("fanout", "status.created", **about)
        for _ in range(2):
            await world.tell("fanout", "status.deleted", **about)
            await world.tell("fanout", "status.created", **about)
        for listener, channel in ((home, f"user:{ann.id}"), (public, "public")):
            await publish(world, channel, "last", 1)
            heard = []
            while (event := await listener.next()) and event[0] != "last":
                heard.append(event[0])
            assert [name for name, _ in itertools.groupby(heard)] == ["update", "delete", "update"]
            assert heard.count("update") == 2


def test_what_was_told_is_known_for_a_while() -> None:
    """By channel, for as long as somebody listens, and not of ever more posts."""

    def news(post: int) -> Event:
        return Event(json.dumps({"event": "update", "post": post, "payload": "{}"}).encode())

    told = Told()
    assert [told.again("public", news(1)) for _ in range(2)] == [False, True]
    assert not told.again("tag:cats", news(1))
    told.forget("public")
    assert not told.again("public", news(1))
    assert [told.again("public", news(number)) for number in range(2, MOST + 2)] == [False] * MOST
    assert [told.again("public", news(number)) for number in (MOST + 1, 2, 1)] == [True, True, False]
    told.clear()
    assert not told.again("public", news(MOST + 1))


# --- processes ----------------------------------------------------------------------------------------------------------------------
class Gateway:
    """A process of its own."""

    def __init__(self, settings: Settings) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._settings = settings
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Until it answers."""
        assert self._settings.redis_url is not None
        told = {
            "ROLE": "gateway", "PORT": str(self.port), "DATABASE_URL": self._settings.database_url or "", "RATE_LIMITS": "false",
            "REDIS_URL": self._settings.redis_url.get_secret_value(), "DATA_DIR": str(self._settings.data_dir), "SECRET_KEY": "k" * 40,
        }  # fmt: skip
        environment = {**os.environ, **{f"SOCIAL_{name}": value for name, value in told.items()}}
        self._process = await asyncio.create_subprocess_exec(sys.executable, "-m", "social", "serve", env=environment)
        async with httpx.AsyncClient() as client:

            async def answers() -> bool:
                assert self._process is not None
                assert self._process.returncode is None
                with contextlib.suppress(httpx.TransportError):
                    return (await client.get(f"{self.url}/api/v1/streaming/health")).text == "OK"
                return False

            await until(answers)

    async def kill(self) -> None:
        """Without a word."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def stop(self) -> int:
        """In good order; the exit code."""
        assert self._process is not None
        self._process.terminate()
        return await asyncio.wait_for(self._process.wait(), 30)


@pytest.fixture
async def gateway(settings: Settings, world: World) -> AsyncIterator[Gateway]:
    """A gateway beside the world."""
    if settings.redis_url is None:
        pytest.skip("processes share a bus by Redis")
    found = Gateway(settings)
    await found.start()
    yield found
    await found.kill()


async def told(world: World, author: Person, listener: Person, text: str) -> str:
    """A post, and the event that the fan-out makes of it."""
    post = await author.say(text)
    await publish(world, f"user:{listener.id}", "update", post)
    return str(post["id"])


async def test_a_gateway_that_is_killed_loses_nothing(world: World, gateway: Gateway) -> None:
    """Its clients come again, listen first, and then ask for what came since the last that they have."""
    ann, bob = await world.people(2)
    await ann.follow(bob)
    seen, posts = [], []
    async with listening(gateway.url, "user", ann) as stream:
        posts.append(await told(world, bob, ann, "one"))
        event = await stream.next()
        assert event is not None
        seen.append(event[1]["id"])
        await gateway.kill()
        assert await stream.next() is None
    posts += [await told(world, bob, ann, "two"), await told(world, bob, ann, "three")]
    await gateway.start()
    async with listening(gateway.url, "user", ann) as stream:
        posts.append(await told(world, bob, ann, "four"))
        seen += [post["id"] for post in reversed(await ann.home(since_id=seen[-1]))]
        event = await stream.next()
        assert event is not None
        seen += [event[1]["id"]] if event[1]["id"] not in seen else []
        posts.append(await told(world, bob, ann, "five"))
        event = await stream.next()
        assert event is not None
        seen.append(event[1]["id"])
    assert seen == posts


async def test_a_gateway_that_stops_ends_its_streams(world: World, gateway: Gateway) -> None:
    """At once and in good order, rather than after the patience of its server."""
    ann = await world.person()
    async with (
        listening(gateway.url, "user", ann) as stream,
        websockets.connect(f"{gateway.url.replace('http', 'ws')}/api/v1/streaming?stream=user", additional_headers=ann.headers) as socket,
    ):
        stopping = asyncio.create_task(gateway.stop())
        assert await stream.next() is None
        with pytest.raises(websockets.ConnectionClosed) as ended:
            await received(socket)
        assert ended.value.rcvd is not None
        assert ended.value.rcvd.code == 1012
        assert await stopping == 0


async def test_a_token_revoked_elsewhere_closes_streams_of_the_gateway(world: World, gateway: Gateway) -> None:
    """The word goes over the bus."""
    ann = await world.person()
    row = await world.row(t.tokens, token_hash=oauth.digest(ann.token))
    async with listening(gateway.url, "user", ann) as stream:
        await oauth.revoke_where(world.services, t.tokens.c.id == row.id)
        assert await stream.next() is None


async def test_when_redis_goes_streams_end_and_come_back_with_it(settings: Settings, redis_url: str, world: World) -> None:
    """The real thing, by a proxy that is cut."""
    if settings.redis_url is None:
        pytest.skip("the embedded flavour has no Redis")
    ann = await world.person()
    async with Proxy(redis_url) as proxy:
        number = settings.redis_url.get_secret_value().rpartition("/")[2]
        services = wire(Settings(**{**settings.model_dump(), "redis_url": f"{proxy.url}/{number}"}))
        async with serving(services) as server, httpx.AsyncClient(base_url=server.url, headers=ann.headers) as client:
            async with listening(server.url, "user", ann) as stream:
                await publish(world, f"user:{ann.id}", "delete", 1)
                assert await stream.next() == ("delete", 1)
                await proxy.cut()
                assert await stream.next() is None
            assert (await client.get("/api/v1/streaming/user")).status_code == 503
            await proxy.restore()
            async with listening(server.url, "user", ann) as stream:
                await publish(world, f"user:{ann.id}", "delete", 2)
                assert await stream.next() == ("delete", 2)
        await closed(services)
