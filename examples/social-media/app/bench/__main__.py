"""`python -m bench [--full] [--only MEASURE] [--json FILE] [--svg FILE]`: own servers, a seeded network, calibrated measures."""

import argparse
import datetime
import json
import os
import platform
import sys
from collections.abc import Awaitable, Callable, Collection
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg
import uvloop
from redis import Redis

from bench import measures
from bench.graph import fill
from bench.plot import curves
from bench.servers import Servers, application, started
from social.adapters.sql.migrate import upgrade
from social.http.app import closed
from social.ports.queue import QUEUES
from social.settings import Settings
from social.wiring import wire
from social.workers import registry
from social.workers.loop import drain

SIZES = (10, 5_000, 100_000)
LIBRARIES = ("sqlalchemy", "psycopg", "redis", "hiredis", "starlette", "uvicorn", "orjson")


def main() -> int:
    """Run everything; figures to standard output and, if wanted, into files."""
    options = argparse.ArgumentParser("bench", description=__doc__)
    options.add_argument("--full", action="store_true", help="Longer runs, and a million followers.")
    options.add_argument("--only", action="append", default=[], metavar="MEASURE", help="This one alone; may be said several times.")
    options.add_argument("--json", type=Path)
    options.add_argument("--svg", type=Path)
    chosen = options.parse_args()
    registry.load()
    with started() as servers:
        report = uvloop.run(_run(servers, full=chosen.full, only=chosen.only))
    text = json.dumps(report, indent=2)
    sys.stdout.write(text + "\n")
    if chosen.json:
        chosen.json.write_text(text + "\n")
    if chosen.svg and "curves" in report["measures"]:
        chosen.svg.write_text(_plot(report))
    return 0


async def _run(servers: Servers, *, full: bool, only: Collection[str]) -> dict[str, Any]:
    settings = Settings(
        database_url=servers.database_url, redis_url=servers.redis_url, data_dir=servers.folder / "own", secret_key="b" * 40,
        log_level="error", database_prepare=5,
    )  # fmt: skip
    services = wire(settings)
    seconds, sizes = (30.0, (*SIZES[:2], 1_000_000)) if full else (6.0, SIZES)
    try:
        await upgrade(services.db)
        graph = fill(servers.database_url, services.clock.now(), readers=3_000, follows=40, posts=20_000, sizes=sizes)
        report: dict[str, Any] = {"machine": _machine(servers), "measures": {}}

        async def measure(name: str, work: Callable[[], Awaitable[dict[str, Any]]]) -> None:
            if only and name not in only:
                return
            before = measures.calibrate(servers.database_url, servers.redis_url if servers.redis.poll() is None else None)
            load = os.getloadavg()[0]
            try:
                figures = await work()
            except Exception as error:  # one measure that fails doesn't take the others with it
                figures = {"error": f"{type(error).__name__}: {error}"}
            report["measures"][name] = {"calibration": {**before, "load_1min": round(load, 1)}, **figures}
            sys.stderr.write(f"{name}: {json.dumps(report['measures'][name])}\n")

        await measure("first_page", measures.first_page)
        await measure("fan_out", lambda: measures.fan_out(services, graph, 200 if full else 40))
        await measure("visibility", lambda: measures.visibility(services, graph, seconds))
        await measure("curves", lambda: measures.curves(services, graph))
        await measure("celebrity", lambda: measures.celebrity(services, graph))
        await drain(services, QUEUES)
        with application(servers) as one:
            port = one.port
            await measure("post_latency", lambda: measures.post_latency(port, graph, 60 if full else 20))
            with application(servers, SOCIAL_ROLE="gateway") as gateway:
                await measure("sockets", lambda: measures.sockets(port, gateway, graph, 1_000 if full else 300, 10 if full else 3))
                await measure("revocation", lambda: measures.revocation(port, gateway, graph))
            # A process of Python has one processor, so there are as many as processors.
            with application(servers, SOCIAL_ROLE="api") as two:
                both = (one, two)
                await measure("home_cold_25", lambda: measures.home(both, graph, 25, seconds))
                await measures.warm(services, graph)
                await measure("home_50", lambda: measures.home(both, graph, 50, seconds))
                await measure("home_100", lambda: measures.home(both, graph, 100, seconds))
                await measure("home_200", lambda: measures.home(both, graph, 200, seconds))
                await measure("home_most", lambda: measures.most(both, graph, seconds))
                if not only or "home_redis_down" in only:
                    servers.redis.kill()
                    servers.redis.wait()
                await measure("home_redis_down", lambda: measures.home(both, graph, 50, seconds))
        return report
    finally:
        await closed(services)


def _machine(servers: Servers) -> dict[str, Any]:
    with psycopg.connect(servers.database_url) as connection:
        postgres = connection.info.server_version
    redis = Redis.from_url(servers.redis_url).info()["redis_version"]
    return {
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="minutes"), "processors": os.cpu_count(), "load": os.getloadavg(),
        "system": platform.platform(), "python": platform.python_version(), "postgresql": postgres, "redis": redis,
        "libraries": {name: version(name) for name in LIBRARIES},
    }  # fmt: skip


def _plot(report: dict[str, Any]) -> str:
    found, machine = report["measures"]["curves"], report["machine"]
    note = f"{machine['date'][:10]}, {machine['processors']} shared cores, load {machine['load'][0]:.0f}, Python {machine['python']}"
    lines = {
        "push, one job per follower": found["push_one_job_each_ms"],
        "pull: reading a page": found["pull_read_ms"],
        "hybrid: batches into windows": found["hybrid_ms"],
    }
    return curves(
        "Delivering a post, or pulling a page",
        note,
        "followers of the author, or authors that the reader follows",
        "milliseconds",
        found["sizes"],
        lines,
    )


if __name__ == "__main__":
    sys.exit(main())
