"""Who may call what: every route of the table, with every kind of caller, against tests/golden/access.txt.

A new route without a row fails, as does a row whose route is gone or answers otherwise. `pytest tests/test_access.py --update-goldens`
writes the file anew; its difference is what a reviewer reads.
"""

import asyncio
import importlib
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson
import pytest
from fastapi import FastAPI
from sqlalchemy import insert
from starlette.routing import compile_path

from social import tables as t
from social.app.oauth import digest
from social.domain.permissions import PERMISSIONS, SCOPES, covers
from social.http.app import build
from social.http.routing import ROUTES, Access, Route, literals_first
from tests.world import World

GOLDEN = Path(__file__).parent / "golden" / "access.txt"
ROLES = ("user", "moderator", "admin")
CALLERS = ("anonymous", *(f"{who} {fit}" for who in ("app", *ROLES) for fit in ("right", "wrong")))
# Apps register themselves; who is suspended has no token, and appeals with name and password.
CHANGES_FOR_ANYBODY = {"POST /api/v1/apps", "POST /api/x/v1/appeals", "POST /api/x/v1/appeals/actions"}
_PARAMETER = re.compile(r"{\w+(?::\w+)?}")


def described(access: Access) -> str:
    """Who may call, in words."""
    if access.scope is None:
        return "anybody"
    parts = [
        f"scope {access.scope or 'any'}",
        *(["or nobody"] if access.public else []),
        *(["or app"] if access.app and not access.public else []),
    ]
    return ", ".join([*parts, *([f"permission {access.permission}"] if access.permission else [])])


def fitting(access: Access, fit: str) -> str:
    """Scopes of a token: exactly the one that is needed, or all that don't cover it."""
    needed = access.scope or ""
    if fit == "right":
        return needed or "read"
    others = [name for name in SCOPES if not covers(name, needed)] if needed else []
    return " ".join(others[:8]) or "push"


async def answer(app: FastAPI, method: str, path: str, token: str | None) -> tuple[int, bytes]:
    """Status and first bytes. Streams never end by themselves, so that the client hangs up after the start."""
    headers = [(b"host", b"localhost:3000"), *([(b"authorization", f"Bearer {token}".encode())] if token else [])]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "path": path, "raw_path": path.encode(),
        "query_string": b"", "headers": headers, "scheme": "http", "server": ("localhost", 3000), "client": ("127.0.0.1", 1), "root_path": "",
    }  # fmt: skip
    status, body, started, hung_up = 0, b"", asyncio.Event(), asyncio.Event()
    sent = False

    async def receive() -> dict[str, Any]:
        nonlocal sent
        if not sent:
            sent = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await hung_up.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        nonlocal status, body
        if message["type"] == "http.response.start":
            status = message["status"]
            if b"text/event-stream" in dict(message["headers"]).get(b"content-type", b""):
                started.set()
        else:
            body += message.get("body", b"")

    running = asyncio.ensure_future(app(scope, receive, send))  # type: ignore[arg-type]
    waiting = asyncio.ensure_future(started.wait())
    await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    hung_up.set()
    if not running.done():
        running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    return status, body


async def tokens(world: World, access: Access) -> dict[str, str | None]:
    """New people of each role and an app, with a token of each kind: what one route does to them touches no other."""
    now, make = world.services.clock.now(), world.services.ids.next
    found: dict[str, str | None] = {"anonymous": None}
    app = {
        "id": make(),
        "name": "tests",
        "redirect_uris": [],
        "scopes": "read",
        "client_id": f"c{make()}",
        "secret_hash": "",
        "created_at": now,
    }
    async with world.services.db.begin() as unit:
        run = unit.connection.execute
        await run(insert(t.apps).values(app))
        for who in ("app", *ROLES):
            user = None
            if who != "app":
                account, user = make(), make()
                await run(
                    insert(t.accounts).values(
                        id=account, username=f"a{account}", username_key=f"a{account}", created_at=now, last_seen_at=now
                    )
                )
                await run(insert(t.users).values(id=user, account_id=account, role=who, confirmed_at=now, created_at=now))
            for fit in ("right", "wrong"):
                token = f"{who}-{fit}-{make()}"
                row = {
                    "id": make(),
                    "token_hash": digest(token),
                    "app_id": app["id"],
                    "user_id": user,
                    "scopes": fitting(access, fit),
                    "created_at": now,
                }
                await run(insert(t.tokens).values(row))
                found[f"{who} {fit}"] = token
    return found


def meaning(found: Route, status: int, body: bytes) -> str:
    """401, 403, or in: whatever the handler said then. A refusal of the door names what is missing."""
    assert status < 500 or status == 503, f"{found.name}: {status} {body[:300]!r}"
    if status not in (401, 403):
        return "in"
    if found.path.startswith(("/oauth/", "/auth/")):
        return "in"
    text = orjson.loads(body)["error"]
    if status == 403 and "needs the permission" in text:
        assert found.access.permission
        assert text.endswith(found.access.permission)
    return str(status)


async def measured(world: World) -> Iterator[str]:
    """The lines of the file."""
    app = build(world.services)
    lines = []
    for found in sorted(ROUTES, key=lambda each: (each.path, each.method)):
        held = await tokens(world, found.access)
        path = _PARAMETER.sub("1", found.path)
        # Refused callers first: a person who erases themselves has no tokens left.
        order = sorted(CALLERS, key=lambda who: who.endswith("right"))
        seen = {who: meaning(found, *await answer(app, found.method, path, held[who])) for who in order}
        lines.append(f"{found.name} | {described(found.access)} | {' '.join(seen[who] for who in CALLERS)}")
    return iter(lines)


async def test_every_route_against_the_table(world: World, request: pytest.FixtureRequest) -> None:
    """Line by line."""
    head = f"# {' | '.join(['route', 'access', ', '.join(CALLERS)])}"
    lines = [head, *await measured(world)]
    if request.config.getoption("--update-goldens"):
        GOLDEN.write_text("\n".join(lines) + "\n")
    known = GOLDEN.read_text().splitlines()
    missing, gone = [line for line in lines if line not in known], [line for line in known if line not in lines]
    assert (missing, gone) == ([], []), "run with --update-goldens and read the difference"


def rows() -> Iterator[tuple[str, str, dict[str, str]]]:
    """The file's routes with their access and what each caller gets."""
    for line in GOLDEN.read_text().splitlines()[1:]:
        name, access, seen = line.split(" | ")
        yield name, access, dict(zip(CALLERS, seen.split(), strict=True))


def test_no_route_hides_another() -> None:
    """In whichever order modules register: of the routes that fit a path, the one with its words comes first."""
    importlib.import_module("social.http.api")
    for registered in (ROUTES, ROUTES[::-1], sorted(ROUTES, key=lambda each: len(each.path))):
        inorder = [(each, compile_path(each.path)[0]) for each in sorted(registered, key=literals_first)]
        for found in ROUTES:
            path = _PARAMETER.sub("{}", found.path)
            first = next(each for each, pattern in inorder if each.method == found.method and pattern.fullmatch(path))
            assert first.path == found.path
    assert [each.name for each in ROUTES] == [each.name for each in sorted(ROUTES, key=literals_first)]


def test_the_table_itself() -> None:
    """What must be true of any table of this API, whoever wrote it anew."""
    importlib.import_module("social.http.api")
    found = list(rows())
    assert len(found) == len({name for name, _, _ in found}) == len(ROUTES)
    for name, access, seen in found:
        open_door = access == "anybody" or "or nobody" in access
        assert (seen["anonymous"] == "in") == open_door, name
        if "/admin/" in name or "/audit" in name:
            assert "permission " in access, name
        if "permission " in access:
            assert (seen["user right"], seen["app right"], seen["admin right"]) == ("403", "403", "in"), name
        if access.startswith("scope ") and not access.startswith("scope any"):
            wrong = {seen[who] for who in CALLERS if who.endswith("wrong")}
            assert wrong == {"403"}, name
        method, path = name.split(" ")
        if method != "GET" and path.startswith("/api/") and access == "anybody":
            assert name in CHANGES_FOR_ANYBODY, f"{name} changes something for anybody"


def test_roles_only_grow() -> None:
    """Each role may do what the one below may."""
    assert PERMISSIONS["user"] < PERMISSIONS["moderator"] < PERMISSIONS["admin"]
