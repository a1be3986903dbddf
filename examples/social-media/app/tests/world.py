"""People who use the API in a test."""

import itertools
from dataclasses import dataclass, field
from typing import Any

import httpx
from sqlalchemy import insert, select, update

from social import tables as t
from social.app.oauth import digest
from social.app.services import Services
from social.ports.clock import SystemClock
from social.ports.queue import QUEUES
from social.workers.loop import drain

EVERYTHING = "read write follow push admin:read admin:write"
_numbers = itertools.count(1)


class MovableClock(SystemClock):
    """The machine's clock, which a test can put forward."""

    ahead_ms = 0

    def now(self) -> int:
        """The present of the test."""
        return super().now() + self.ahead_ms


@dataclass
class Person:
    """Somebody with a token. Methods are HTTP calls; `id` is the account's."""

    world: "World"
    id: str
    username: str
    token: str
    headers: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.headers = {"Authorization": f"Bearer {self.token}"}

    async def call(self, method: str, path: str, status: int = 200, **request: Any) -> Any:
        """Call a path (below /api/v1 unless it begins with a slash); the JSON, after checking the status."""
        where = path if path.startswith("/") else f"/api/v1/{path}"
        headers = {**self.headers, **request.pop("headers", {})}
        response = await self.world.client.request(method, where, headers=headers, **request)
        assert response.status_code == status, f"{method} {where}: {response.status_code} {response.text[:500]}"
        self.world.last = response
        return response.json() if response.headers.get("content-type", "").startswith("application/json") else response.content

    async def get(self, path: str, status: int = 200, **params: Any) -> Any:
        """GET with query parameters."""
        return await self.call("GET", path, status, params=params)

    async def post(self, path: str, status: int = 200, **data: Any) -> Any:
        """POST with a form."""
        return await self.call("POST", path, status, data=data)

    async def say(self, text: str, **more: Any) -> Any:
        """Publish a post."""
        return await self.call("POST", "statuses", json={"status": text, **more})

    async def follow(self, other: "Person") -> Any:
        """Follow somebody."""
        return await self.post(f"accounts/{other.id}/follow")

    async def home(self, **params: Any) -> list[Any]:
        """Home."""
        found: list[Any] = await self.get("timelines/home", **params)
        return found


@dataclass
class World:
    """A server in this process."""

    services: Services
    client: httpx.AsyncClient
    last: httpx.Response | None = None

    async def person(self, username: str | None = None, *, role: str = "user", scopes: str = EVERYTHING) -> Person:
        """A new person: made in the database, since signing up has tests of its own."""
        name, now, make = username or f"person{next(_numbers)}", self.services.clock.now(), self.services.ids.next
        account, user, app, token = make(), make(), make(), f"token-{name}-{make()}"
        async with self.services.db.begin() as unit:
            run = unit.connection.execute
            await run(insert(t.accounts).values(id=account, username=name, username_key=name.casefold(), created_at=now))
            await run(
                insert(t.users).values(
                    id=user,
                    account_id=account,
                    email=f"{name}@example.com",
                    email_key=f"{name}@example.com".casefold(),
                    role=role,
                    confirmed_at=now,
                    created_at=now,
                )
            )
            await run(
                insert(t.apps).values(
                    id=app,
                    name="tests",
                    redirect_uris=["urn:ietf:wg:oauth:2.0:oob"],
                    scopes=EVERYTHING,
                    client_id=f"c{app}",
                    secret_hash=digest("secret"),
                    created_at=now,
                )
            )
            await run(insert(t.tokens).values(id=make(), token_hash=digest(token), app_id=app, user_id=user, scopes=scopes, created_at=now))
        return Person(self, str(account), name, token)

    async def people(self, number: int) -> list[Person]:
        """Several."""
        return [await self.person() for _ in range(number)]

    async def later(self, seconds: float) -> int:
        """Let time pass, and do what comes due."""
        clock = self.services.clock
        assert isinstance(clock, MovableClock)
        clock.ahead_ms += int(seconds * 1000)
        return await self.settle()

    async def settle(self) -> int:
        """Do the work of relay and workers until nothing waits."""
        return await drain(self.services, QUEUES)

    async def row(self, table: Any, **where: Any) -> Any:
        """One row of a table."""
        async with self.services.db.read() as connection:
            return (await connection.execute(select(table).filter_by(**where))).first()

    async def change(self, table: Any, number: int, **values: Any) -> None:
        """Change a row by id."""
        async with self.services.db.begin() as unit:
            await unit.connection.execute(update(table).where(table.c.id == number).values(**values))

    async def tell(self, queue: str, type_: str, **body: Any) -> None:
        """Send a message by the outbox, and have it handled."""
        async with self.services.db.begin() as unit:
            await unit.emit(queue, type_, next(iter(body.values())), body)
        await self.settle()

    async def follow_directly(self, source: Person, target: Person) -> None:
        """A follow that was accepted, made in the database."""
        now = self.services.clock.now()
        row = {
            "id": self.services.ids.next(),
            "source_id": int(source.id),
            "target_id": int(target.id),
            "state": "accepted",
            "created_at": now,
        }
        async with self.services.db.begin() as unit:
            await unit.connection.execute(insert(t.follows).values(row))

    async def rows(self, table: Any, **where: Any) -> list[Any]:
        """Rows of a table, by id where it has one."""
        query = select(table).filter_by(**where)
        async with self.services.db.read() as connection:
            return list((await connection.execute(query.order_by(table.c.id) if "id" in table.c else query)).all())

    async def services_app(self) -> dict[str, str]:
        """Credentials of a new app."""
        data = {"client_name": "tests", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": EVERYTHING}
        made = (await self.client.post("/api/v1/apps", data=data)).json()
        return {"client_id": made["client_id"], "client_secret": made["client_secret"]}
