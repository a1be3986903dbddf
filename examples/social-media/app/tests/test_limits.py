"""Rate limits and the gate, on a clock that tests hold, and without looking at any time that passes."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.requests import HTTPConnection

import social.http.api
from social import tables as t
from social.adapters.limiter.memory import MemoryLimiter
from social.adapters.limiter.redis import RedisLimiter
from social.app.oauth import digest
from social.domain.errors import Unavailable
from social.http.app import build
from social.http.gate import Gate, Turns
from social.http.limits import client_address, limits, neighbourhood
from social.http.routing import ROUTES
from social.ports.others import Allowance, Want
from social.settings import Settings
from social.telemetry import metrics
from social.wiring import wire
from tests.live import Proxy, until
from tests.world import World


class Held:
    """A clock that stands still."""

    def __init__(self, at: int = 1_700_000_000_000) -> None:
        self.at = at - at % 1_800_000

    def now(self) -> int:
        """The present."""
        return self.at


async def took(limiter: Any, key: str, limit: int, seconds: int) -> Allowance:
    """One of a single counter."""
    [found] = await limiter.take(Want(key, limit, seconds))
    return found


@pytest.fixture(params=["memory", "redis"])
async def limiter(request: pytest.FixtureRequest) -> AsyncIterator[tuple[Any, Held]]:
    """Both limiters with a clock."""
    clock = Held()
    found: Any = MemoryLimiter(clock.now)
    if request.param == "redis":
        found = RedisLimiter(f"{request.getfixturevalue('redis_url')}/7", clock.now)
        await found._redis.flushdb()
    yield found, clock
    await found.close()


async def test_a_window_counts_and_ends(limiter: tuple[Any, Held]) -> None:
    """Exactly so many; then none; then, in the next window, so many again. Keys don't touch each other."""
    found, clock = limiter
    for _ in range(2):
        answers = [await took(found, "a", 3, 60) for _ in range(5)]
        assert [each.allowed for each in answers] == [True, True, True, False, False]
        assert [each.remaining for each in answers] == [2, 1, 0, 0, 0]
        assert {each.reset_at for each in answers} == {clock.at + 60_000}
        assert (await took(found, "b", 3, 60)).remaining == 2
        clock.at += 59_999
        assert not (await took(found, "a", 3, 60)).allowed
        clock.at += 1


async def test_several_are_counted_at_once(limiter: tuple[Any, Held]) -> None:
    """Each by its own limit and time."""
    found, clock = limiter
    for left in (1, 0, 0):
        short, long = await found.take(Want("short", 2, 60), Want("long", 9, 1_800))
        assert short.remaining == left
    assert not short.allowed
    assert (long.remaining, long.reset_at) == (6, clock.at + 1_800_000)


async def test_counting_is_exact_when_many_come_at_once(limiter: tuple[Any, Held]) -> None:
    """Of fifty, twenty."""
    found, _ = limiter
    answers = await asyncio.gather(*(took(found, "a", 20, 60) for _ in range(50)))
    assert Counter(each.allowed for each in answers) == {True: 20, False: 30}


async def test_processes_share_their_counters(redis_url: str) -> None:
    """And the counters go away by themselves."""
    clock = Held()
    one, two = (RedisLimiter(f"{redis_url}/7", clock.now) for _ in range(2))
    await one._redis.flushdb()
    assert [(await took(each, "a", 3, 60)).allowed for each in (one, two, one, two)] == [True, True, True, False]
    (key,) = await one._redis.keys("*")
    assert 0 < await one._redis.pttl(key) <= 60_000
    await one.close()
    await two.close()


async def test_without_its_store_a_limiter_counts_for_itself(redis_url: str) -> None:
    """The limit holds within the process, and the shared one again when the store is back."""
    clock = Held()
    async with Proxy(redis_url) as proxy:
        found = RedisLimiter(f"{proxy.url}/7", clock.now)
        await found._redis.flushdb()
        assert (await took(found, "a", 2, 60)).remaining == 1
        await proxy.cut()
        before = metrics.LIMITER_FALLBACKS._value.get()
        assert [(await took(found, "a", 2, 60)).allowed for _ in range(4)] == [True, True, False, False]
        assert metrics.LIMITER_FALLBACKS._value.get() > before
        await proxy.restore()
        found._down_until = 0
        assert [(await took(found, "a", 2, 60)).allowed for _ in range(2)] == [True, False]
        await found.close()


@pytest.fixture
async def limited(settings: Settings) -> AsyncIterator[tuple[World, Held]]:
    """A world with limits and a clock."""
    from social.adapters.sql.migrate import upgrade
    from social.http.app import closed

    clock = Held()
    services = wire(settings, clock)
    await upgrade(services.db)
    transport = httpx.ASGITransport(app=build(services), client=("192.0.2.7", 1))
    async with httpx.AsyncClient(transport=transport, base_url=settings.base_url) as client:
        yield World(services, client), clock
    await closed(services)


@pytest.mark.settings(rate_limits=True, rate_per_5_minutes=4)
async def test_headers_count_down_and_a_refusal_says_when(limited: tuple[World, Held]) -> None:
    """As Mastodon's clients read them; accounts and addresses are apart."""
    world, clock = limited
    ann, bob = await world.people(2)
    for left in (3, 2, 1, 0):
        await ann.get("timelines/home")
        assert world.last is not None
        assert world.last.headers["x-ratelimit-limit"] == "4"
        assert world.last.headers["x-ratelimit-remaining"] == str(left)
    reset = "2023-11-14T22:05:00.000Z"
    assert world.last.headers["x-ratelimit-reset"] == reset
    clock.at += 250_500
    refusal = await ann.get("timelines/home", 429)
    assert refusal["error"]
    assert world.last.headers["retry-after"] == "50"
    assert world.last.headers["x-ratelimit-remaining"] == "0"
    assert world.last.headers["x-ratelimit-reset"] == reset
    await bob.get("timelines/home")
    assert (await world.client.get("/api/v1/instance")).status_code == 200
    clock.at += 49_500
    await ann.get("timelines/home")


@pytest.mark.settings(rate_limits=True, rate_per_5_minutes=3)
async def test_refusals_count_and_tell_the_count(limited: tuple[World, Held]) -> None:
    """Guesses at tokens are held to the limit of their address."""
    world, _ = limited
    ann = await world.person()
    await ann.get("statuses/1", 404)
    assert world.last is not None
    assert world.last.headers["x-ratelimit-remaining"] == "2"
    guesses = [await world.client.get("/api/v1/timelines/home", headers={"Authorization": f"Bearer guess{n}"}) for n in range(4)]
    assert [each.status_code for each in guesses] == [401, 401, 401, 429]


@pytest.mark.settings(rate_limits=True, signups_per_30_minutes=2, rate_per_5_minutes=100)
async def test_sign_ups_are_limited_by_address(limited: tuple[World, Held]) -> None:
    """Whoever's token asks; the usual limit counts besides."""
    world, clock = limited
    people = await world.people(3)
    for person, status in zip(people, (422, 422, 429), strict=True):
        await person.post("accounts", status)
    assert world.last is not None
    assert world.last.headers["x-ratelimit-limit"] == "2"
    clock.at += 1_800_000
    await people[0].post("accounts", 422)


@pytest.mark.settings(rate_limits=True, signups_per_30_minutes=1)
async def test_appeals_and_sign_ups_are_apart(limited: tuple[World, Held]) -> None:
    """Where many sign up, whoever was shut out can still object, and the other way round."""
    world, _ = limited
    ann = await world.person()
    for number in range(3):
        for path in ("/api/x/v1/appeals/actions", "/api/x/v1/appeals"):
            data = {"login": f"nobody{number}", "password": "x", "action_id": "1", "text": "x"}
            assert (await world.client.post(path, data=data)).status_code == 401
    await ann.post("accounts", 422)
    await ann.post("accounts", 429)
    assert (await world.client.post("/api/x/v1/appeals", data={"login": "somebody", "password": "x"})).status_code == 401


@pytest.mark.settings(rate_limits=True, rate_per_app_5_minutes=3)
async def test_an_app_has_a_limit_for_all_who_use_it(limited: tuple[World, Held]) -> None:
    """Other apps and those without one go on, and a new window begins anew."""
    world, clock = limited
    ann, bob, eve = await world.people(3)
    app = (await world.row(t.tokens, token_hash=digest(ann.token))).app_id
    await world.change(t.tokens, (await world.row(t.tokens, token_hash=digest(bob.token))).id, app_id=app)
    for person, status in ((ann, 200), (bob, 200), (ann, 200), (bob, 429), (ann, 429), (eve, 200)):
        await person.get("timelines/home", status)
    assert (await world.client.get("/api/v1/instance")).status_code == 200
    clock.at += 300_000
    await bob.get("timelines/home")


def test_kinds_of_limits_are_known() -> None:
    """Every route names one there is; media, deletions and sign-ups have theirs, and each counts as usual, too."""
    settings = Settings(media_per_30_minutes=7, deletes_per_30_minutes=8, signups_per_30_minutes=9)
    for kind, most in (("media", 7), ("deletes", 8), ("signups", 9)):
        assert [(each.most, each.seconds) for each in limits(settings, kind)] == [(300, 300), (100_000, 300), (most, 1_800)]
    for route in ROUTES:
        limits(settings, route.limit)
    named = {route.name: route.limit for route in ROUTES}
    assert named["POST /api/v1/accounts"] == "signups"
    assert named["POST /api/v2/media"] == named["POST /api/v1/media"] == "media"
    assert named["DELETE /api/v1/statuses/{id}"] == "deletes"


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("192.0.2.1", "203.0.113.9", "192.0.2.1"),  # nobody's proxy
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),  # what the client itself claims is left alone
        ("10.0.0.1", "203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9:4711", "203.0.113.9"),
        ("10.0.0.1", "[2001:db8::1]:4711", "2001:db8::1"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
    ],
)
def test_forwarded_addresses_are_believed_from_trusted_proxies(peer: str, forwarded: str, found: str) -> None:
    """From those alone, and no further than the first that isn't one."""
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    connection = HTTPConnection({"type": "http", "client": (peer, 1), "headers": headers})
    assert client_address(connection, ("10.0.0.0/8",)) == found
    assert client_address(connection, ()) == peer


def test_an_address_of_ipv6_is_its_network() -> None:
    """A customer has 2^64 of them."""
    assert neighbourhood("2001:db8::1") == neighbourhood("2001:db8::ffff") != neighbourhood("2001:db8:0:1::1")
    assert neighbourhood("::ffff:192.0.2.1") == neighbourhood("192.0.2.1") != neighbourhood("192.0.2.2")


@pytest.mark.settings(rate_limits=True)
async def test_the_store_of_counters_learns_no_address(limited: tuple[World, Held], monkeypatch: pytest.MonkeyPatch) -> None:
    """A keyed hash is enough to count."""
    world, _ = limited
    keys: list[str] = []
    take = world.services.limiter.take

    async def noted(*wanted: Want) -> list[Allowance]:
        keys.extend(each.key for each in wanted)
        return await take(*wanted)

    monkeypatch.setattr(world.services.limiter, "take", noted)
    await world.client.get("/api/v1/instance")
    assert len(keys) == 1
    assert "192.0.2" not in keys[0]


# --- the gate -----------------------------------------------------------------------------------------------------------------------
class Busy:
    """An application whose requests end when they are told to."""

    def __init__(self) -> None:
        self.inside = 0
        self.most = 0
        self.go = asyncio.Event()

    async def __call__(self, _scope: Any, _receive: Any, send: Any) -> None:
        """One request."""
        self.inside += 1
        self.most = max(self.most, self.inside)
        try:
            await self.go.wait()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"ok"})
        finally:
            self.inside -= 1


def gated(world: World, busy: Any, most: int, seconds: float = 30) -> Gate:
    """A gate before an application."""
    gate = Gate(busy, world.services)
    gate._turns = Turns(most, seconds)
    return gate


async def ask(gate: Gate, address: str = "192.0.2.1", path: str = "/api/v1/instance") -> httpx.Response:
    """One request from an address."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=gate, client=(address, 1)), base_url="http://x") as client:
        return await client.get(path)


async def test_ten_times_too_many_are_refused_early_and_the_rest_is_served(world: World) -> None:
    """Places and as many waiting; everybody else has an answer while those inside are still at work. Then it goes on as before."""
    for _ in range(3):
        busy = Busy()
        gate = gated(world, busy, 8)
        asked = [asyncio.create_task(ask(gate)) for _ in range(80)]
        await until(lambda asked=asked: sum(task.done() for task in asked) == 64)
        refused = [task.result() for task in asked if task.done()]
        assert {response.status_code for response in refused} == {503}
        assert {response.headers["retry-after"] for response in refused} == {"30"}
        assert {response.headers["access-control-allow-origin"] for response in refused} == {"*"}
        assert busy.inside == 8
        busy.go.set()
        assert Counter(response.status_code for response in await asyncio.gather(*asked)) == {200: 16, 503: 64}
        assert busy.most == 8
        assert gate._turns._running == gate._turns._waiting == 0


async def test_who_waits_too_long_is_refused(world: World) -> None:
    """And leaves its place in the queue to others."""
    busy = Busy()
    gate = gated(world, busy, 1, seconds=0.05)
    first = asyncio.create_task(ask(gate))
    await until(lambda: busy.inside == 1)
    assert [(await ask(gate)).status_code for _ in range(3)] == [503, 503, 503]
    assert gate._turns._waiting == 0
    busy.go.set()
    assert (await first).status_code == 200
    assert (await ask(gate)).status_code == 200


async def test_one_address_cannot_keep_out_the_others(world: World) -> None:
    """Its line gives up places to shorter ones, and lines take turns."""
    order: list[str] = []

    class Noting(Busy):
        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            order.append(scope["client"][0])
            await super().__call__(scope, receive, send)

    busy = Noting()
    gate = gated(world, busy, 4)
    flood = [asyncio.create_task(ask(gate, "192.0.2.1")) for _ in range(20)]
    await until(lambda: sum(task.done() for task in flood) == 12)
    polite = [asyncio.create_task(ask(gate, "192.0.2.2")) for _ in range(2)]
    await until(lambda: sum(task.done() for task in flood) == 14)
    busy.go.set()
    assert [response.status_code for response in await asyncio.gather(*polite)] == [200, 200]
    assert Counter(response.status_code for response in await asyncio.gather(*flood)) == {200: 6, 503: 14}
    assert order[4:] == ["192.0.2.1", "192.0.2.2", "192.0.2.1", "192.0.2.2"]


async def test_who_gives_up_waiting_takes_nothing_along(world: World) -> None:
    """A place is neither kept nor lost, whenever it comes."""
    turns = Turns(1)
    for _ in range(20):
        assert await turns.enter("a") is None
        waiting = [asyncio.create_task(turns.enter(who)) for who in "bc"]
        await until(lambda waiting=waiting: turns._waiting == 1 and any(task.done() for task in waiting))
        chosen = next(task for task in waiting if not task.done())
        turns.leave()
        chosen.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        if not chosen.cancelled():
            turns.leave()
        assert (turns._running, turns._waiting, len(turns._lines)) == (0, 0, 0)


async def test_pages_of_others_may_call_the_api(world: World) -> None:
    """Browsers ask before they send, whatever it costs: they have an answer without a place, and for no path with our cookie."""
    busy = Busy()
    gate = gated(world, busy, 1)
    inside = asyncio.create_task(ask(gate))
    await until(lambda: busy.inside == 1)
    asked = {"Origin": "https://app.example", "Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "authorization"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=gate), base_url="http://x", headers=asked) as client:
        for path in ("/api/v1/statuses/1", "/api/v2/media", "/oauth/token", "/oauth/revoke", "/.well-known/nodeinfo"):
            answer = await client.options(path)
            assert (answer.status_code, answer.content) == (204, b"")
            assert answer.headers["access-control-allow-origin"] == "*"
            assert "access-control-allow-credentials" not in answer.headers
            assert {"GET", "POST", "PUT", "PATCH", "DELETE"} <= set(answer.headers["access-control-allow-methods"].split(", "))
            wanted = {"Authorization", "Content-Type", "Idempotency-Key"}
            assert wanted <= set(answer.headers["access-control-allow-headers"].split(", "))
            assert int(answer.headers["access-control-max-age"]) > 0
    assert busy.most == 1
    busy.go.set()
    await inside
    for path in ("/oauth/authorize", "/"):
        answer = await world.client.options(path)
        assert answer.status_code in (404, 405)
        assert not [name for name in answer.headers if name.startswith("access-control")]


async def test_pages_of_others_may_read_every_header(world: World) -> None:
    """All that any handler sets, and those of pages and limits."""
    ann = await world.person()
    await ann.get("/api/x/v1/timelines/ranked")
    assert world.last is not None
    exposed = set(world.last.headers["access-control-expose-headers"].split(", "))
    api = Path(social.http.api.__file__).parent
    own = {name for path in api.glob("*.py") for name in re.findall(r'"(X-[A-Za-z-]+)"', path.read_text())} - {"X-Content-Type-Options"}
    assert own >= {"X-Feed-Snapshot", "X-Feed-Fallback", "X-Search-Degraded"}
    limits_ = {"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After"}
    assert exposed >= own | limits_ | {"Link", "X-Request-Id"}


async def test_probes_and_streams_pass_a_full_gate(world: World) -> None:
    """Otherwise a busy process would be taken for a dead one."""
    busy = Busy()
    gate = gated(world, busy, 1)
    asked = [asyncio.create_task(ask(gate)) for _ in range(3)]
    await until(lambda: any(task.done() for task in asked))
    probes = [asyncio.create_task(ask(gate, path=path)) for path in ("/health/live", "/metrics", "/api/v1/streaming/public")]
    await until(lambda: busy.inside == 4)
    busy.go.set()
    assert [response.status_code for response in await asyncio.gather(*probes)] == [200] * 3
    await asyncio.gather(*asked)


@pytest.mark.settings(requests_in_flight=2)
async def test_the_whole_application_serves_on_under_ten_times_its_load(world: World) -> None:
    """Every answer is one of two, those that are let in are right, and afterwards everything is as before."""
    ann = await world.person()
    before = metrics.OVERLOADED.labels("full")._value.get()
    answers = await asyncio.gather(*(world.client.get("/api/v1/accounts/verify_credentials", headers=ann.headers) for _ in range(40)))
    counted = Counter(response.status_code for response in answers)
    assert set(counted) == {200, 503}
    assert counted[200] >= 4
    assert all(response.json()["id"] == ann.id for response in answers if response.status_code == 200)
    assert metrics.OVERLOADED.labels("full")._value.get() - before == counted[503]
    assert (await world.client.get("/api/v1/accounts/verify_credentials", headers=ann.headers)).status_code == 200


async def test_errors_give_their_place_back(world: World) -> None:
    """Whatever goes wrong inside."""

    async def broken(_scope: Any, _receive: Any, _send: Any) -> None:
        raise Unavailable("x")

    gate = gated(world, broken, 1)
    for _ in range(3):
        with pytest.raises(Unavailable):
            await ask(gate)
    assert gate._turns._running == 0
