"""OAuth against a model: whatever apps, people and thieves try, in whatever order, exactly those tokens hold that the model says."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from social.adapters.sql.migrate import upgrade
from social.app.oauth import CODE_MS
from social.http.app import build, closed
from social.settings import Settings
from social.wiring import wire
from tests.test_login import BACK, App, app, code_for, pkce, sign_up
from tests.world import MovableClock, World

OTHER = "https://app.example/other"
APPS = 2
which = st.integers(0, 1_000)
apps = st.integers(0, APPS - 1)
# Most tries are right, or nothing would ever be issued.
part = st.sampled_from(["right", "right", "right", "wrong", "none"])
secret = st.sampled_from(["right", "right", "wrong", "none"])


@dataclass
class Code:
    """What the model knows of a code."""

    text: str
    app: int
    uri: str
    verifier: str | None
    made: int
    used: bool = False


@dataclass
class Token:
    """What it knows of a token, and whether that holds."""

    text: str
    app: int
    code: Code | None
    holds: bool = True


@pytest.mark.parametrize("settings", ["embedded"], indirect=True)
def test_exactly_those_tokens_hold_that_should(settings: Settings) -> None:
    """After every step."""
    with asyncio.Runner() as runner:
        world, stop = runner.run(_opened(settings))
        kind = type("Machine", (Machine,), {"world": world, "run": staticmethod(runner.run)})
        try:
            run_state_machine_as_test(
                kind,
                settings=examples(
                    max_examples=10, stateful_step_count=20, deadline=None, derandomize=True,
                    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
                ),
            )  # fmt: skip
        finally:
            runner.run(stop())


async def _opened(settings: Settings) -> tuple[World, Any]:
    services = wire(settings, MovableClock())
    await upgrade(services.db)
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app=build(services)), base_url=services.settings.base_url)

    async def stop() -> None:
        await client.aclose()
        await closed(services)

    world = World(services, client)
    await sign_up(world)
    return world, stop


class Machine(RuleBasedStateMachine):
    """Requests, as an app or a thief sends them."""

    world: World

    @staticmethod
    def run(work: Coroutine[Any, Any, Any]) -> Any:
        """Do it on the loop of the services."""

    @initialize()
    def begin(self) -> None:
        """New apps for every example."""
        self.apps: list[App] = [self.run(app(self.world, BACK, OTHER)) for _ in range(APPS)]
        self.codes: list[Code] = []
        self.tokens: list[Token] = []

    def now(self) -> int:
        """The present of the server."""
        return self.world.services.clock.now()

    def post(self, path: str, **data: str | None) -> httpx.Response:
        """Send a form without what is None."""
        form = {name: value for name, value in data.items() if value is not None}
        found: httpx.Response = self.run(self.world.client.post(path, data=form))
        return found

    def credentials(self, number: int, secret: str) -> dict[str, str | None]:
        """An app's name, and its secret, another one or none."""
        made = self.apps[number]
        return {"client_id": made.client_id, "client_secret": {"right": made.client_secret, "wrong": "guess", "none": None}[secret]}

    @rule(number=apps, uri=st.sampled_from([BACK, OTHER]), proof=st.booleans())
    def authorize(self, number: int, uri: str, proof: bool) -> None:
        """The person agrees, with PKCE or without."""
        verifier, challenge = pkce() if proof else (None, None)
        more = {"code_challenge": challenge, "code_challenge_method": "S256"} if challenge else {}
        code = self.run(code_for(self.world, self.apps[number], uri, **more))
        self.codes.append(Code(code, number, uri, verifier, self.now()))

    def code(self, place: int) -> Code:
        """One of the last."""
        return self.codes[-1 - place % min(3, len(self.codes))]

    @precondition(lambda self: self.codes)
    @rule(place=which, number=apps)
    def redeem(self, place: int, number: int) -> None:
        """With everything right, by its app or another one; the second time it is a thief."""
        self.send(self.code(place), number, "right", "right", "right")

    @precondition(lambda self: self.codes)
    @rule(place=which, secret=secret, uri=part, verifier=part)
    def exchange(self, place: int, secret: str, uri: str, verifier: str) -> None:
        """With each part right, wrong or missing."""
        self.send(self.code(place), self.code(place).app, secret, uri, verifier)

    def send(self, code: Code, number: int, secret: str, uri: str, verifier: str) -> None:
        """Exchange a code, as the model says."""
        wrong = OTHER if code.uri == BACK else BACK
        # Without a challenge the right verifier is none.
        sent = {"right": code.verifier, "wrong": "w" * 50, "none": None}[verifier]
        answer = self.post(
            "/oauth/token", grant_type="authorization_code", code=code.text, code_verifier=sent,
            redirect_uri={"right": code.uri, "wrong": wrong, "none": None}[uri], **self.credentials(number, secret),
        )  # fmt: skip
        if secret == "wrong" or (secret == "none" and sent is None):
            assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
            return
        if code.used:
            for token in self.tokens:
                token.holds &= token.code is not code
        good = not code.used and number == code.app and uri == "right" and self.now() < code.made + CODE_MS
        good = good and sent == code.verifier and (sent is not None or secret == "right")
        code.used = True
        if good:
            assert answer.status_code == 200, answer.text
            self.tokens.append(Token(answer.json()["access_token"], number, code))
        else:
            assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")

    @rule(number=apps, secret=secret)
    def own(self, number: int, secret: str) -> None:
        """A token for the app itself."""
        answer = self.post("/oauth/token", grant_type="client_credentials", **self.credentials(number, secret))
        assert answer.status_code == (200 if secret == "right" else 401)
        if secret == "right":
            self.tokens.append(Token(answer.json()["access_token"], number, None))

    @precondition(lambda self: self.tokens)
    @rule(place=which, number=apps, secret=secret)
    def revoke(self, place: int, number: int, secret: str) -> None:
        """Only the app of a token can do it; another one hears nothing."""
        token = self.tokens[place % len(self.tokens)]
        answer = self.post("/oauth/revoke", token=token.text, **self.credentials(number, secret))
        assert answer.status_code == (200 if secret == "right" else 403)
        token.holds &= not (secret == "right" and number == token.app)

    @rule(seconds=st.sampled_from([200, 700]))
    def wait(self, seconds: int) -> None:
        """Codes grow old."""
        self.world.services.clock.ahead_ms += seconds * 1_000  # type: ignore[attr-defined]

    @invariant()
    def tokens_hold(self) -> None:
        """As far as the model says."""
        for token in getattr(self, "tokens", ()):
            where = "apps" if token.code is None else "accounts"
            headers = {"Authorization": f"Bearer {token.text}"}
            answer = self.run(self.world.client.get(f"/api/v1/{where}/verify_credentials", headers=headers))
            assert answer.status_code == (200 if token.holds else 401)
