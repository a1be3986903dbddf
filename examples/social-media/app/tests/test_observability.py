"""What the machine says of itself: metrics that move when something breaks, logs that tell nothing of people, traces that hold together."""

import asyncio
import io
import json
import logging
import re
import shutil
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
import psycopg
import pytest
import structlog
import yaml
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.exc import OperationalError

from social import tables as t
from social.domain.ids import at
from social.http.app import build
from social.ports.bus import Message
from social.ports.queue import Ack, Dead, Envelope, Outcome
from social.settings import Role, Settings
from social.stream.hub import MOST_QUEUED
from social.telemetry import logs, metrics, traces
from social.wiring import wire
from social.workers import registry
from tests.conftest import missing
from tests.files import image
from tests.live import Proxy, serving
from tests.world import World

OPS = Path(__file__).parent.parent / "ops"
RULES = OPS / "prometheus" / "alerts.yml"
_NAME = re.compile(r"\b(?:social_[a-z_]+|search_[a-z_]+)\b(?!:)")


async def scraped(world: World, **headers: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Every sample of /metrics."""
    response = await world.client.get("/metrics", headers=headers)
    assert response.status_code == 200, response.text
    return samples(response.text)


def samples(text: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """By name and labels."""
    return {(s.name, tuple(sorted(s.labels.items()))): s.value for family in text_string_to_metric_families(text) for s in family.samples}


async def sample(world: World, name: str, /, **labels: str) -> float:
    """One of them; 0 if it never moved."""
    return (await scraped(world)).get((name, tuple(sorted(labels.items()))), 0.0)


# --- metrics ------------------------------------------------------------------------------------------------------------------------
async def test_requests_are_counted_by_template(world: World) -> None:
    """Not by path, which would be endless and personal; what fits no route has one name."""
    ann = await world.person()
    labels = {"method": "GET", "route": "/api/v1/statuses/{id}", "status": "404"}
    before = await sample(world, "social_http_requests_total", **labels)
    timed = await sample(world, "social_http_request_seconds_count", method="GET", route="/api/v1/statuses/{id}")
    await ann.get("statuses/12345", 404)
    await ann.get("statuses/67890/", 404)
    await world.client.get("/secret/path")
    found = await scraped(world)
    assert found["social_http_requests_total", tuple(sorted(labels.items()))] == before + 2
    assert await sample(world, "social_http_request_seconds_count", method="GET", route="/api/v1/statuses/{id}") == timed + 2
    text = str(found)
    assert "12345" not in text
    assert "secret" not in text
    assert "unmatched" in text


async def test_work_that_waits_is_measured(world: World) -> None:
    """In the outbox first, in queues then; dead letters stay visible; handled messages are counted and timed."""
    ann = await world.person()
    await ann.say("hello")
    assert await sample(world, "social_outbox_waiting") >= 4
    from social.workers.relay import relay_once

    await relay_once(world.services)
    found = await scraped(world)
    assert found["social_outbox_waiting", ()] == 0
    assert found["social_queue_waiting", (("queue", "fanout"),)] >= 1
    before = metrics.MESSAGES.labels("index", "ack")._value.get()
    await world.settle()
    assert metrics.MESSAGES.labels("index", "ack")._value.get() > before
    assert await sample(world, "social_queue_waiting", queue="fanout") == 0
    await world.services.queue.send("index", Envelope("nonsense", "1", "k"))
    await world.settle()
    assert await sample(world, "social_queue_dead", queue="index") >= 1


async def test_the_lag_of_the_fan_out_is_that_of_the_post(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """From its commit, whatever happened to the message in between."""

    async def done(_envelope: Envelope, _services: Any) -> Outcome:
        return Ack()

    monkeypatch.setitem(registry.HANDLERS, ("fanout", "status.created"), done)
    before = metrics.FANOUT_LAG._sum.get()
    post = at(world.services.clock.now() - 40_000)
    assert await registry.handle("fanout", Envelope("status.created", "1", "k", {"status_id": str(post)}), world.services) == Ack()
    assert 40 <= metrics.FANOUT_LAG._sum.get() - before < 400


async def test_metrics_are_for_this_machine_or_a_token(world: World, settings: Settings) -> None:
    """Not for the world, and not for whoever comes by way of a proxy."""

    async def status(services: Any, address: str, **headers: str) -> int:
        transport = httpx.ASGITransport(app=build(services), client=(address, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            return (await client.get("/metrics", headers=headers)).status_code

    assert await status(world.services, "127.0.0.1") == 200
    assert await status(world.services, "10.1.2.3") == 403
    assert await status(world.services, "127.0.0.1", **{"X-Forwarded-For": "127.0.0.1"}) == 403
    guarded = wire(Settings(**{**settings.model_dump(), "metrics_token": "m" * 20}))
    assert await status(guarded, "127.0.0.1") == 403
    assert await status(guarded, "10.1.2.3", Authorization="Bearer wrong") == 403
    assert await status(guarded, "10.1.2.3", Authorization="Bearer " + "m" * 20) == 200
    from social.http.app import closed

    await closed(guarded)


# --- what breaks is seen ------------------------------------------------------------------------------------------------------------
async def test_a_database_that_is_away_is_named(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """By readiness and by the metric; life and scraping go on, and it all comes back."""
    assert (await world.client.get("/health/ready")).json() == {"status": "ready", "failing": []}
    assert await sample(world, "social_dependency_up", name="database") == 1

    def gone(*_: object, **__: object) -> None:
        raise OperationalError("x", {}, Exception("gone"))

    with monkeypatch.context() as patch:
        patch.setattr(type(world.services.db.engine), "connect", gone)
        response = await world.client.get("/health/ready")
        assert (response.status_code, response.json()["failing"]) == (503, ["database"])
        assert (await world.client.get("/health/live")).status_code == 200
        assert await sample(world, "social_dependency_up", name="database") == 0
        assert (await world.client.get("/api/v1/instance")).status_code == 503
    assert (await world.client.get("/health/ready")).status_code == 200
    assert await sample(world, "social_dependency_up", name="database") == 1


@pytest.fixture
async def broken(postgres: str, redis_url: str, settings: Settings) -> AsyncIterator[tuple[World, Proxy]]:
    """A world whose Redis is behind a proxy, with limits."""
    from social.adapters.sql.migrate import upgrade
    from social.http.app import closed

    if settings.redis_url is None:
        pytest.skip("the embedded flavour has no Redis")
    number = settings.redis_url.get_secret_value().rpartition("/")[2]
    async with Proxy(redis_url) as proxy:
        services = wire(Settings(**{**settings.model_dump(), "redis_url": f"{proxy.url}/{number}", "rate_limits": True}))
        await upgrade(services.db)
        transport = httpx.ASGITransport(app=build(services))
        async with httpx.AsyncClient(transport=transport, base_url=settings.base_url) as client:
            yield World(services, client), proxy
        await closed(services)


async def test_a_redis_that_is_away_moves_what_its_alerts_watch(broken: tuple[World, Proxy]) -> None:
    """The dependency, the bus and the limiter; roles that can do without it stay ready."""
    world, proxy = broken
    ann = await world.person()
    assert (await world.client.get("/health/ready")).status_code == 200
    fallbacks, failures = (
        await sample(world, "social_limiter_fallbacks_total"),
        await sample(world, "social_bus_failures_total", call="publish"),
    )
    await proxy.cut()
    response = await world.client.get("/health/ready")
    assert (response.status_code, response.json()["failing"]) == (503, ["redis"])
    await ann.get("accounts/verify_credentials")
    await world.services.bus.publish("public", b"{}")
    await world.services.bus.publish_all([Message("public", b"{}")])
    assert await sample(world, "social_dependency_up", name="redis") == 0
    assert await sample(world, "social_limiter_fallbacks_total") > fallbacks
    assert await sample(world, "social_bus_failures_total", call="publish") == failures + 2
    from dataclasses import replace

    from social.http import condition

    as_api = replace(world.services, settings=world.services.settings.model_copy(update={"role": Role.api}))
    assert await condition.unready(as_api) == []
    await proxy.restore()
    assert (await world.client.get("/health/ready")).status_code == 200


async def test_a_relay_that_stands_still_shows_as_age(world: World) -> None:
    """Of the outbox, and of search, which waits for it."""
    ann = await world.person()
    await ann.say("hello")
    async with world.services.db.begin() as unit:
        await unit.connection.execute(t.outbox.update().values(due_at=world.services.clock.now() - 90_000))
    found = await scraped(world)
    assert found["social_outbox_oldest_seconds", ()] >= 90
    assert found["search_index_lag_seconds", ()] >= 90
    await world.settle()
    found = await scraped(world)
    assert found["social_outbox_oldest_seconds", ()] == 0
    assert found["search_index_lag_seconds", ()] == 0


async def test_workers_that_stand_still_show_as_age_of_their_queue(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """And handlers that fail as outcomes."""
    from social.workers.relay import relay_once

    ann = await world.person()
    await ann.say("hello")
    await relay_once(world.services)
    assert await sample(world, "social_queue_waiting", queue="index") >= 1
    await asyncio.sleep(0.05)
    assert await sample(world, "social_queue_oldest_seconds", queue="index") > 0
    assert await sample(world, "search_index_lag_seconds") > 0

    async def failing(_envelope: Envelope, _services: Any) -> Outcome:
        raise RuntimeError("hello")

    monkeypatch.setitem(registry.HANDLERS, ("index", "status.created"), failing)
    before = metrics.MESSAGES.labels("index", "retry")._value.get()
    await registry.handle("index", Envelope("status.created", "1", "k"), world.services)
    assert metrics.MESSAGES.labels("index", "retry")._value.get() == before + 1


async def test_an_error_inside_is_an_answer_and_a_count(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer says nothing of it, and has the request's id."""

    async def broken_take(*_: object) -> None:
        raise RuntimeError("a row with somebody@example.org")

    monkeypatch.setattr("social.http.app.authenticate", broken_take)
    before = await sample(world, "social_http_requests_total", method="GET", route="/api/v1/timelines/home", status="500")
    response = await world.client.get("/api/v1/timelines/home", headers={"X-Request-Id": "my-request-1", "Authorization": "Bearer x"})
    assert response.status_code == 500
    assert response.headers["x-request-id"] == "my-request-1"
    assert "somebody" not in response.text
    assert response.json()["error"]
    assert await sample(world, "social_http_requests_total", method="GET", route="/api/v1/timelines/home", status="500") == before + 1


async def test_streams_are_counted(world: World) -> None:
    """Those that are open, and those that were let go, with the reason."""
    hub = build(world.services).state.hub
    before = await sample(world, "social_stream_closed_total", reason="slow")
    client = await hub.join("sse", None, None)
    assert await sample(world, "social_stream_clients", kind="sse") >= 1
    from social.stream.events import Event

    for _ in range(MOST_QUEUED + 1):
        client.put(("public",), Event(b'{"event":"delete","payload":"1"}'))
    assert await sample(world, "social_stream_closed_total", reason="slow") == before + 1
    await hub.leave(client)


# --- files for Prometheus and Grafana -----------------------------------------------------------------------------------------------
def promtool(*arguments: str) -> None:
    """Prometheus's own checker."""
    program = shutil.which("promtool")
    if program is None:
        missing("promtool")
    done = subprocess.run([str(program), *arguments], cwd=RULES.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_alert_rules_hold() -> None:
    """By promtool: they parse, and each fires and keeps quiet as its test says."""
    promtool("check", "rules", RULES.name)
    promtool("test", "rules", "alerts_test.yml")


def alerts() -> list[dict[str, Any]]:
    """Every alert."""
    groups = yaml.safe_load(RULES.read_text())["groups"]
    return [rule for group in groups for rule in group["rules"] if "alert" in rule]


def test_every_alert_is_tested_both_ways() -> None:
    """One case in which it fires, one in which it doesn't."""
    cases = yaml.safe_load((RULES.parent / "alerts_test.yml").read_text())["tests"]
    seen = {(each["alertname"], bool(each["exp_alerts"])) for case in cases for each in case["alert_rule_test"]}
    assert seen == {(alert["alert"], fires) for alert in alerts() for fires in (True, False)}
    assert all(alert["annotations"]["summary"] and alert["annotations"]["description"] for alert in alerts())


def dashboard() -> dict[str, Any]:
    """The dashboard."""
    found: dict[str, Any] = json.loads((OPS / "grafana" / "dashboard.json").read_text())
    return found


def test_every_metric_of_rules_and_dashboard_exists() -> None:
    """And every metric that exists is somewhere on the dashboard."""
    texts = [str(rule["expr"]) for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]
    shown = [target["expr"] for panel in dashboard()["panels"] for target in panel.get("targets", ())]
    used = {name for text in (*texts, *shown) for name in _NAME.findall(text)}
    assert used <= metrics.names(), used - metrics.names()
    families = {family.name for family in metrics.REGISTRY.collect()}
    on_dashboard = {name for text in shown for name in _NAME.findall(text)}
    assert {family for family in families if not any(name.startswith(family) for name in on_dashboard)} == set()


def test_the_dashboards_queries_parse(tmp_path: Path) -> None:
    """As rules, by promtool; Grafana's own variables get a value."""
    expressions = [
        target["expr"].replace("$__rate_interval", "5m") for panel in dashboard()["panels"] for target in panel.get("targets", ())
    ]
    rules = [{"record": f"panel:{number}", "expr": expression} for number, expression in enumerate(expressions)]
    file = tmp_path / "rules.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": rules}]}))
    promtool("check", "rules", str(file))
    ids = [panel["id"] for panel in dashboard()["panels"]]
    assert len(ids) == len(set(ids))


# --- what really breaks is what alerts fire on --------------------------------------------------------------------------------------
Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def fires(folder: Path, name: str, before: Samples, after: Samples, seconds: float = 60, **labels: str) -> None:
    """By promtool: the alert is silent if everything stays as in the first scrape, and fires if things go on for an hour as between the two."""
    [rule] = [alert for alert in alerts() if alert["alert"] == name]
    watched = [key for key in after if key[0] in _NAME.findall(str(rule["expr"]))]
    texts = {key: text.replace("{{ $labels.queue }}", labels.get("queue", "")) for key, text in rule["annotations"].items()}
    told = {"exp_labels": {**rule["labels"], **labels}, "exp_annotations": texts}

    def case(start: Samples, goes: float, expected: list[Any]) -> dict[str, Any]:
        series = [
            {
                "series": f"{key[0]}{{{','.join(f'{label}={json.dumps(value)}' for label, value in key[1])}}}",
                "values": f"{start.get(key, 0.0):f}+{goes * max(0.0, after[key] - before.get(key, 0.0)):f}x60",
            }
            for key in watched
            if start
        ]
        return {
            "interval": "1m",
            "input_series": series,
            "alert_rule_test": [{"eval_time": "59m", "alertname": name, "exp_alerts": expected}],
        }

    file = folder / f"{name}.yml"
    cases = [case(before, 0, [] if before else [told]), case(after, 60 / seconds, [told] if before else [])]
    file.write_text(yaml.safe_dump({"rule_files": [str(RULES)], "evaluation_interval": "1m", "tests": cases}))
    promtool("test", "rules", str(file))


async def test_a_database_that_makes_requests_wait_is_alarming(world: World, settings: Settings, tmp_path: Path) -> None:
    """Somebody else holds its lock: the request is answered, but late."""
    ann = await world.person()
    before = await scraped(world)
    if settings.database_url is None:
        locked = sqlite3.connect(settings.data_dir / "social.db")
        locked.execute("BEGIN IMMEDIATE")
    else:
        locked = psycopg.connect(settings.database_url)
        locked.execute("LOCK TABLE statuses IN ACCESS EXCLUSIVE MODE")
    posting = asyncio.create_task(ann.say("late"))
    await asyncio.sleep(1.5)
    assert not posting.done()
    locked.rollback()
    locked.close()
    assert (await posting)["id"]
    fires(tmp_path, "SocialSlow", before, await scraped(world))


async def test_a_feed_store_that_is_away_is_alarming(broken: tuple[World, Proxy], tmp_path: Path) -> None:
    """Homes go on, pulled from SQL."""
    world, proxy = broken
    ann = await world.person()
    await ann.home()
    await world.settle()
    start = await scraped(world)
    for _ in range(5):
        await ann.home()
    before = await scraped(world)
    warm = ("social_feed_reads_total", (("source", "window"),))
    assert before[warm] == start.get(warm, 0) + 5
    await proxy.cut()
    for _ in range(5):
        assert await ann.home() == []
    fires(tmp_path, "SocialFeedsCold", before, await scraped(world))


async def test_uploads_that_nobody_works_on_are_alarming(world: World, tmp_path: Path) -> None:
    """Their age grows by the second, as long as no worker comes."""
    from social.workers.relay import relay_once

    ann = await world.person()
    empty = await scraped(world)
    await ann.call("POST", "/api/v2/media", 202, files={"file": ("a.png", image("PNG"), "image/png")})
    await relay_once(world.services)
    before, start = await scraped(world), monotonic()
    await asyncio.sleep(1.2)
    after, seconds = await scraped(world), monotonic() - start
    key = ("social_queue_oldest_seconds", (("queue", "media"),))
    assert empty[key] == 0 < after[key]
    fires(tmp_path, "SocialMediaOld", before, after, seconds, queue="media")


async def test_a_process_that_is_gone_is_alarming(world: World, tmp_path: Path) -> None:
    """Nothing is scraped, be it that none runs or that the token is wrong."""
    async with serving(world.services) as server, httpx.AsyncClient() as client:
        there = samples((await client.get(f"{server.url}/metrics")).text)
        refused = await client.get(f"{server.url}/metrics", headers={"X-Forwarded-For": "10.1.2.3"})
        assert refused.status_code == 403
    async with httpx.AsyncClient() as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(f"{server.url}/metrics")
    # What is not scraped has no samples: the other way round, the alert is silent as soon as there are some.
    fires(tmp_path, "SocialGone", {}, there)


# --- logs ---------------------------------------------------------------------------------------------------------------------------
@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """All log output, of every library, at the finest level."""
    stream, root = io.StringIO(), logging.getLogger()
    before = (root.level, list(root.handlers))
    logs.configure("debug", stream)
    yield stream
    structlog.reset_defaults()
    root.handlers[:] = before[1]
    root.setLevel(before[0])
    logging.captureWarnings(False)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    """Every line, which must be JSON."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


async def test_a_request_is_one_line_without_anybody_in_it(world: World, logged: io.StringIO) -> None:
    """Template, status, duration and id."""
    ann = await world.person()
    await ann.get("statuses/123456789", 404, secretparameter="hush")
    found = [line for line in lines(logged) if line["event"] == "request"]
    assert len(found) == 1
    (line,) = found
    assert (line["method"], line["route"], line["status"]) == ("GET", "/api/v1/statuses/{id}", 404)
    assert line["milliseconds"] >= 0
    assert world.last is not None
    assert line["request_id"] == world.last.headers["x-request-id"]
    assert len(line["trace_id"]) == 32
    assert "123456789" not in logged.getvalue()
    assert "hush" not in logged.getvalue()


async def test_a_request_id_is_taken_over_if_it_is_one(world: World) -> None:
    """Else it gets another."""
    for given, taken in (("abcdefgh-1234", True), ("x", False), ("a b c d e f g h", False), ('{"evil": "yes, very"}', False)):
        response = await world.client.get("/api/v1/instance", headers={"X-Request-Id": given})
        assert (response.headers["x-request-id"] == given) is taken


async def test_planted_secrets_are_in_no_log(world: World, logged: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person's whole way, with everything failing on it that can: none of their words, addresses and proofs is logged."""
    secrets = {
        "password": "planted-password-1", "email": "planted-mail@example.org", "text": "planted-text-of-a-post", "note": "planted-note",
        "spoiler": "planted-spoiler", "query": "planted-query", "token": "planted-token",
    }  # fmt: skip
    asked = {"client_name": "a", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": "read write"}
    app = (await world.client.post("/api/v1/apps", json=asked)).json()
    grant = {
        "grant_type": "client_credentials",
        "client_id": app["client_id"],
        "client_secret": app["client_secret"],
        "scope": "read write",
    }
    own = (await world.client.post("/oauth/token", json=grant)).json()["access_token"]
    form = {"username": "planteduser", "email": secrets["email"], "password": secrets["password"], "agreement": "true", "locale": "en"}
    signed = await world.client.post("/api/v1/accounts", data=form, headers={"Authorization": f"Bearer {own}"})
    assert signed.status_code == 200, signed.text
    token = signed.json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    again = await world.client.post("/api/v1/accounts", data=form, headers={"Authorization": f"Bearer {own}"})
    assert again.status_code == 422
    await world.client.post(
        "/oauth/token", json={**grant, "grant_type": "password", "username": secrets["email"], "password": "planted-wrong"}
    )
    post = await world.client.post(
        "/api/v1/statuses", json={"status": secrets["text"], "spoiler_text": secrets["spoiler"]}, headers=headers
    )
    assert post.status_code == 200, post.text
    await world.client.get("/api/v2/search", params={"q": secrets["query"], "access_token": token})
    await world.client.get("/api/v1/timelines/home", params={"access_token": secrets["token"]})

    async def quoting(_envelope: Envelope, _services: Any) -> Outcome:
        raise ValueError(f"{secrets['text']} of {secrets['email']}")

    monkeypatch.setitem(registry.HANDLERS, ("fanout", "status.created"), quoting)
    await world.settle()
    async with world.services.db.begin() as unit:
        with pytest.raises(Exception, match=r"(?i)unique"):
            await unit.connection.execute(
                t.users.insert().values(id=1, account_id=int(post.json()["account"]["id"]), email_key=secrets["email"], created_at=1)
            )
    for name in ("asyncio", "uvicorn.error", "sqlalchemy", "somebody.else"):
        try:
            raise RuntimeError(f"row: {secrets['email']} {secrets['text']}")
        except RuntimeError:
            logging.getLogger(name).exception("failed at %s?access_token=%s", "/path", token)
            logging.getLogger(name).error("future\n" + secrets["text"])
            structlog.get_logger().exception("failed", note=secrets["note"], user_email=secrets["email"], where=f"Bearer {token}")
    async with serving(world.services) as server, httpx.AsyncClient() as client:
        await client.get(f"{server.url}/api/v1/streaming/user?access_token={secrets['token']}")
        import websockets

        async with websockets.connect(f"ws://127.0.0.1:{server.port}/api/v1/streaming?stream=user&access_token={token}"):
            pass
    monkeypatch.setattr("social.http.app.authenticate", quoting)
    assert (await world.client.get("/api/v1/timelines/home", headers=headers)).status_code == 500
    output = logged.getvalue()
    assert {line["event"] for line in lines(logged)} >= {"request", "handler failed", "request failed", "failed"}
    assert "ValueError" in output
    for secret in (*secrets.values(), token, own, app["client_secret"], app["client_id"], "planteduser", "planted-wrong", "127.0.0.1"):
        assert secret not in output, [line for line in output.splitlines() if secret in line][:2]


def test_what_libraries_say_in_passing_is_left_out(logged: io.StringIO) -> None:
    """Its values may be anybody's, and without them it says nothing; their warnings stay."""
    foreign = logging.getLogger("somebody.else")
    foreign.info("Started with %s", "jo@example.org")
    foreign.warning("Retrying")
    structlog.get_logger().info("ours")
    assert [line["event"] for line in lines(logged)] == ["Retrying", "ours"]


def test_texts_are_scrubbed_whoever_logs_them(logged: io.StringIO) -> None:
    """What looks like a proof or an address goes, wherever it stands; numbers and plain words stay."""
    log = structlog.get_logger()
    log.warning(
        "Authorization: Bearer abc123 and token=def456&x=1, mail to jo@example.org",
        attempt=3,
        where="postgresql://jo:pw9@db/x",
        reasons=["password: ghi789"],
    )
    (line,) = lines(logged)
    for secret in ("abc123", "def456", "jo@", "pw9", "ghi789"):
        assert secret not in logged.getvalue()
    assert line["attempt"] == 3
    assert "and" in line["event"]


class Measured:
    """A pattern that notes how much it was given."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern
        self.most = 0

    def sub(self, instead: str, text: str) -> str:
        """As the pattern does."""
        self.most = max(self.most, len(text))
        return self.pattern.sub(instead, text)


def test_long_texts_are_cut_before_they_are_scrubbed(logged: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long they are, patterns see little of them; and nothing of what the cut went through is left."""
    measured = [Measured(pattern) for pattern, _ in logs._SCRUBBED]
    monkeypatch.setattr(logs, "_SCRUBBED", [(one, instead) for one, (_, instead) in zip(measured, logs._SCRUBBED, strict=True)])
    log = structlog.get_logger()
    for filler in (270, 280, 285, 290, 295, 299):
        for secret in ("planted@example.org", "token=planted", "Bearer planted", "redis://planted@host"):
            log.warning("x " * (filler // 2) + secret + " and more" * 100, reasons=["a@" * 100_000])
    assert "plant" not in logged.getvalue()
    assert all(0 < each.most <= 330 for each in measured)
    assert all(len(line["event"]) <= 330 for line in lines(logged))


# --- traces -------------------------------------------------------------------------------------------------------------------------
@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    """Every span that ends."""
    exporter = InMemorySpanExporter()
    processor = SimpleSpanProcessor(exporter)
    traces.provider().add_span_processor(processor)
    yield exporter
    processor.shutdown()


async def test_one_trace_from_the_request_to_the_handler(world: World, spans: InMemorySpanExporter) -> None:
    """Through the outbox and the queue; spans name templates and types, and nothing of anybody."""
    ann = await world.person()
    outside = "4bf92f3577b34da6a3ce929d0e0e4736"
    await ann.call("POST", "statuses", json={"status": "planted-text"}, headers={"traceparent": f"00-{outside}-00f067aa0ba902b7-01"})
    await world.settle()
    found = spans.get_finished_spans()
    mine = {span.name for span in found if span.context and format(span.context.trace_id, "032x") == outside}
    assert {"POST /api/v1/statuses", "fanout status.created", "index status.created"} <= mine
    text = "".join(span.to_json() for span in found)
    for secret in ("planted-text", ann.token, ann.username):
        assert secret not in text


async def test_a_message_without_a_trace_is_handled(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Older ones have none, and what is malformed counts as none."""

    async def done(_envelope: Envelope, _services: Any) -> Outcome:
        return Dead("seen")

    monkeypatch.setitem(registry.HANDLERS, ("index", "status.created"), done)
    for trace in (None, "nonsense", "00-zz-zz-01"):
        assert await registry.handle("index", Envelope("status.created", "1", "k", trace=trace), world.services) == Dead("seen")


async def test_a_collector_that_is_away_changes_no_answer(world: World, logged: io.StringIO) -> None:
    """Requests are answered as ever, while spans go nowhere; one that is there gets them."""
    ann = await world.person()
    with traces.exported("http://127.0.0.1:9"):
        for _ in range(20):
            await ann.get("accounts/verify_credentials")
    assert ann.token not in logged.getvalue()
    got: list[bytes] = []

    async def collect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        got.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(collect, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    exporting = traces.exported(f"http://127.0.0.1:{port}")
    exporting.__enter__()
    await ann.get("accounts/verify_credentials")
    await asyncio.to_thread(exporting.__exit__, None, None, None)
    server.close()
    assert got
    assert got[0].startswith(b"POST /v1/traces ")


def deeds(logged: io.StringIO) -> list[tuple[str, str | None]]:
    """Deeds and who did them, in order."""
    return [(line["deed"], line["who"]) for line in lines(logged) if line.get("event") == "deed"]


@pytest.mark.settings(product_events=True)
async def test_deeds_have_names_that_last_a_month(world: World, logged: io.StringIO) -> None:
    """One line per deed that succeeded; the same person has the same name, and another one in another month."""
    ann, bea = await world.person("ann"), await world.person("bea")
    start = len(deeds(logged))
    await ann.say("One")
    await ann.get("timelines/home")
    await bea.say("Two")
    await bea.call("POST", "statuses", 422)
    world.services.clock.ahead_ms += 32 * 86_400_000
    await ann.say("Three")
    (one, who), (read, reader), (two, other), (three, later) = deeds(logged)[start:]
    assert [one, read, two, three] == ["posted", "read_home", "posted", "posted"]
    assert who == reader
    assert len({who, other, later}) == 3
    assert not any(ann.id in str(line) for line in lines(logged) if line.get("event") == "deed")


async def test_deeds_are_not_logged_unless_wanted(world: World, logged: io.StringIO) -> None:
    """By default nobody is counted."""
    ann = await world.person("ann")
    await ann.say("One")
    assert deeds(logged) == []
