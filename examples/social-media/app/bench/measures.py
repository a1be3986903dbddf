"""What is measured. Each measure says how, and returns figures in plain units."""

import asyncio
import itertools
import json
import random
from collections.abc import Iterator, Sequence
from itertools import accumulate
from statistics import median
from time import perf_counter
from typing import Any

import psycopg
from redis import Redis
from sqlalchemy import select

from bench.ears import ears
from bench.graph import Graph
from bench.load import Client, offered, spread
from bench.servers import Running, first_answer
from social import tables as t
from social.adapters.feed.redis import RedisFeed
from social.app.fanout import spread as spread_post
from social.app.home import Bounds, build, page
from social.app.posting import Draft, publish
from social.app.services import Services
from social.ports.queue import QUEUES, Ack, Envelope
from social.workers.loop import drain

Figures = dict[str, Any]


def calibrate(database_url: str, redis_url: str | None) -> Figures:
    """How quick this machine is right now: a loop of plain Python, PINGs of Redis (if it runs) one by one, and SELECT 1 of PostgreSQL."""
    start, total = perf_counter(), 0
    for number in range(2_000_000):
        total += number & 7
    loop = 2_000_000 / (perf_counter() - start)
    ping = _pings(redis_url) if redis_url else 0
    with psycopg.connect(database_url) as connection:
        start = perf_counter()
        for _ in range(1_000):
            connection.execute("SELECT 1").fetchone()
        one = 1_000 / (perf_counter() - start)
    return {"python_loops_per_s": round(loop), "redis_pings_per_s": round(ping), "postgres_selects_per_s": round(one)}


def _pings(redis_url: str) -> float:
    redis, start = Redis.from_url(redis_url), perf_counter()
    for _ in range(2_000):
        redis.ping()
    return 2_000 / (perf_counter() - start)


async def first_page(number: int = 5) -> Figures:
    """Embedded, each time in an empty folder, so that migrations count, too: from the start of the process to the first page of JSON."""
    taken = [await asyncio.to_thread(first_answer) for _ in range(number)]
    return {"starts": number, "median_s": round(median(taken), 2), "most_s": round(max(taken), 2)}


async def windows(services: Services, readers: list[int]) -> None:
    """Windows for people, empty and complete ones: their content is not what is measured."""
    feed = services.feed
    for reader in readers:
        token = await feed.begin("home", reader)
        if token:
            await feed.build("home", reader, token, [], complete=True, seconds=86_400)


async def followers(services: Services, author: int) -> list[int]:
    """Ids of who follows somebody."""
    f = t.follows.c
    async with services.db.read() as connection:
        return list((await connection.execute(select(f.source_id).where(f.target_id == author))).scalars())


async def posts(services: Services, author: int, number: int) -> list[int]:
    """New posts whose messages are in the outbox."""
    async with services.db.read() as connection:
        row = (await connection.execute(select(t.accounts).where(t.accounts.c.id == author))).one()
    return [await publish(services, row, Draft(f"Post {each}", "public")) for each in range(number)]


async def fan_out(services: Services, graph: Graph, number: int) -> Figures:
    """Posts by an author with 5,000 followers who all have windows: from the first message to the empty queue, SQL and queue included."""
    author = graph.sized[5_000]
    await windows(services, await followers(services, author))
    await posts(services, author, number)
    async with services.db.begin() as unit:
        await unit.connection.execute(t.outbox.delete().where(t.outbox.c.queue != "fanout"))
    start = perf_counter()
    await drain(services, ("fanout",))
    seconds = perf_counter() - start
    return {"posts": number, "inserts": number * 5_000, "seconds": round(seconds, 3), "inserts_per_s": round(number * 5_000 / seconds)}


async def visibility(services: Services, graph: Graph, seconds: float, rate: float = 3) -> Figures:
    """From commit to the batch that put the post into a reader's window, for 99 of 100 of 5,000 readers, at three such posts a second."""
    author, feed = graph.sized[5_000], services.feed
    assert isinstance(feed, RedisFeed)
    batches: list[tuple[float, int, int]] = []
    insert = feed._insert

    async def timed(line: Any, owners: Any, status_id: int) -> int:
        taken = await insert(line, owners, status_id)
        if line == "home":
            batches.append((perf_counter(), len(owners), status_id))
        return taken

    feed._insert = timed  # type: ignore[method-assign]
    committed: dict[int, float] = {}

    async def post() -> None:
        [made] = await posts(services, author, 1)
        committed[made] = perf_counter()

    stop = asyncio.Event()

    async def work() -> None:
        while not stop.is_set():
            await drain(services, ("fanout", "notify", "index", "moderation"))
            await asyncio.sleep(0.01)

    worker, start = asyncio.create_task(work()), perf_counter()
    for number in range(int(seconds * rate)):
        await asyncio.sleep(max(0, start + number / rate - perf_counter()))
        await post()
    await asyncio.sleep(1)
    stop.set()
    await worker
    del feed._insert
    late: list[float] = []
    for made, when in committed.items():
        reached = sorted((at, count) for at, count, status_id in batches if status_id == made)
        total, whole = 0, sum(count for _, count in reached)
        for at, count in reached:
            total += count
            if total >= 0.99 * whole:
                late.append(max(0.0, at - when))
                break
    return {"rate_per_s": rate, "visible_to_99_percent_ms": spread(late)}


async def warm(services: Services, graph: Graph) -> None:
    """Every reader has been here today: windows with what belongs into them, and posts that are rendered."""
    async with services.db.read() as connection:
        found = await connection.execute(select(t.accounts).where(t.accounts.c.id.in_(graph.readers)))
        rows = found.all()
    for row in rows:
        await build(services, row.id, 86_400)
        await page(services, row, Bounds())


def readers_of(graph: Graph, seed: int = 7) -> Iterator[int]:
    """Readers by Zipf's law: few come often."""
    chance = random.Random(seed)
    weights = list(accumulate(1 / (rank + 1) ** 0.8 for rank in range(len(graph.readers))))
    while True:
        yield from chance.choices(graph.readers, cum_weights=weights, k=1_000)


async def home(running: Sequence[Running], graph: Graph, rate: float, seconds: float) -> Figures:
    """Pages of home at a fixed rate, open loop, from processes that take turns."""
    client, who, used = _client(running), readers_of(graph), _used(running)
    taken, failed = await offered(rate, seconds, lambda _: client.call("GET", "/api/v1/timelines/home", graph.tokens[next(who)]))
    await client.close()
    cost = (_used(running) - used) * 1000 / max(1, len(taken))
    return {"processes": len(running), "rate_per_s": rate, "failed": failed, "processor_ms_per_page": round(cost, 1), **spread(taken)}


def _client(running: Sequence[Running]) -> Client:
    return Client(*(each.port for each in running))


def _used(running: Sequence[Running]) -> float:
    return sum(each.processor_seconds() for each in running)


async def most(running: Sequence[Running], graph: Graph, seconds: float) -> Figures:
    """Pages a second that sixteen impatient clients get."""
    client, who, count, end = _client(running), readers_of(graph, 11), itertools.count(), perf_counter() + seconds

    async def one() -> None:
        while perf_counter() < end:
            status, _ = await client.call("GET", "/api/v1/timelines/home", graph.tokens[next(who)])
            if status == 200:
                next(count)

    start = perf_counter()
    await asyncio.gather(*(one() for _ in range(16)))
    await client.close()
    return {"processes": len(running), "requests_per_s": round(next(count) / (perf_counter() - start))}


async def post_latency(port: int, graph: Graph, number: int) -> Figures:
    """Answers to a post by authors of different size, in an order that chance gives: what a post leaves behind falls on whoever is next."""
    client, found, chance = Client(port), {}, random.Random(3)
    taken: dict[int, list[float]] = {size: [] for size in graph.sized}
    for each in range(number):
        for size, author in chance.sample(list(graph.sized.items()), len(graph.sized)):
            start = perf_counter()
            status, _ = await client.call(
                "POST", "/api/v1/statuses", graph.tokens[author], json.dumps({"status": f"Hello {each}"}).encode()
            )
            if status == 200:
                taken[size].append(perf_counter() - start)
            await asyncio.sleep(0.05)
    await client.close()
    found = {str(size): spread(values) for size, values in taken.items()}
    small, large = str(min(graph.sized)), str(max(graph.sized))
    return {"by_followers": found, "ratio_of_p50": round(found[large]["p50"] / found[small]["p50"], 2)}


async def sockets(port: int, gateway: Running, graph: Graph, number: int, count: int) -> Figures:
    """From sending a post to its arrival on each of many sockets of followers, which one gateway holds; and what that costs it."""
    author, client, sent = graph.sized[5_000], Client(port), []
    with ears(gateway.port, [graph.tokens[reader] for reader in graph.readers[:number]]) as listeners:
        before = gateway.processor_seconds()
        for each in range(count):
            sent.append(perf_counter())
            await client.call("POST", "/api/v1/statuses", graph.tokens[author], json.dumps({"status": f"Live {each}"}).encode())
            for _ in range(200):
                if await listeners.ask("count") >= number * (each + 1):
                    break
                await asyncio.sleep(0.05)
            await asyncio.sleep(0.5)
        used = gateway.processor_seconds() - before
        heard: list[list[float]] = await listeners.ask("heard")
    await client.close()
    taken = [at - start for times in heard for at, start in zip(times, sent, strict=False)]
    cost = {"gateway_processor_us_per_event": round(used / len(taken) * 1e6)} if taken else {}
    return {"sockets": number, "posts": count, "arrived": len(taken), "expected": number * count, **cost, **spread(taken)}


async def revocation(port: int, gateway: Running, graph: Graph, number: int = 50) -> Figures:
    """From sending POST /oauth/revoke to one process to the end of the token's socket at another; one token after the other."""
    client, tokens, sent = Client(port), [graph.tokens[reader] for reader in graph.readers[-number:]], []
    with ears(gateway.port, tokens) as listeners:
        for token in tokens:
            sent.append(perf_counter())
            body = json.dumps({"token": token, "client_id": "bench", "client_secret": "bench"}).encode()
            status, _ = await client.call("POST", "/oauth/revoke", "", body)
            if status != 200:
                raise RuntimeError(f"revoking: {status}")
            await asyncio.sleep(0.02)
        await asyncio.sleep(1)
        closed: list[float | None] = await listeners.ask("closed")
    await client.close()
    taken = [at - start for at, start in zip(closed, sent, strict=True) if at is not None]
    return {"sockets": number, "closed": len(taken), **spread(taken)}


async def curves(services: Services, graph: Graph) -> Figures:
    """A post's way into the windows of n followers, in batches and as one job for each; and a page of home pulled of n authors."""
    whole = await followers(services, graph.sized[5_000])
    await windows(services, whole)
    sizes = [10, 100, 1_000, 5_000]
    batched, single, pulled = [], [], []
    [status_id] = await posts(services, graph.sized[10], 1)
    await drain(services, QUEUES)
    for size in sizes:
        start = perf_counter()
        await services.feed.push(whole[:size], status_id)
        batched.append((perf_counter() - start) * 1000)
        single.append(await _jobs(services, whole[:size], status_id))
        pulled.append(await _pulled(services, graph, size))
    return {"sizes": sizes, "hybrid_ms": batched, "push_one_job_each_ms": single, "pull_read_ms": pulled}


async def _jobs(services: Services, readers: list[int], status_id: int) -> float:
    """Mastodon's shape: a message for each follower, through the same queue."""
    start = perf_counter()
    for reader in readers:
        await services.queue.send("media", Envelope("push", str(reader), str(status_id), {"reader": str(reader)}))
    left = len(readers)
    while left:
        for delivery in await services.queue.receive("media", 10, 1):
            await services.feed.push([int(delivery.envelope.body["reader"])], status_id)
            await services.queue.settle(delivery, Ack())
            left -= 1
    return (perf_counter() - start) * 1000


async def _pulled(services: Services, graph: Graph, size: int) -> float:
    """A first page from SQL alone, of a reader who follows so many of those who post."""
    reader, now = graph.sized[10], services.clock.now()
    f = t.follows.c
    async with services.db.begin() as unit:
        await unit.connection.execute(t.follows.delete().where(f.source_id == reader))
        rows = [
            {"id": services.ids.next(), "source_id": reader, "target_id": each, "state": "accepted", "created_at": now}
            for each in graph.readers[:size]
        ]
        await unit.connection.execute(t.follows.insert(), rows)
    async with services.db.read() as connection:
        account = (await connection.execute(select(t.accounts).where(t.accounts.c.id == reader))).one()
    taken = []
    for _ in range(5):
        await services.feed.drop(reader)
        start = perf_counter()
        await page(services, account, Bounds())
        taken.append((perf_counter() - start) * 1000)
    return sorted(taken)[2]


async def celebrity(services: Services, graph: Graph) -> Figures:
    """The fan-out of a post that is not pushed: what it costs beyond that of a small author; and a page of a follower with a window."""
    found: Figures = {}
    for name, size in (("small", 10), ("celebrity", max(graph.sized))):
        [made] = await posts(services, graph.sized[size], 1)
        start = perf_counter()
        await spread_post(services, made, 0)
        found[f"{name}_fan_out_ms"] = round((perf_counter() - start) * 1000, 1)
    reader = graph.readers[0]
    async with services.db.read() as connection:
        account = (await connection.execute(select(t.accounts).where(t.accounts.c.id == reader))).one()
    await services.feed.drop(reader)
    await build(services, reader, 3_600)
    taken = []
    for _ in range(50):
        start = perf_counter()
        await page(services, account, Bounds())
        taken.append(perf_counter() - start)
    return {**found, "page_with_a_celebrity": spread(taken)}
