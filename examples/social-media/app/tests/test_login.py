"""Apps, logins, codes and tokens: the way through the pages, and everything that must not work."""

import asyncio
import base64
import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from argon2 import PasswordHasher, extract_parameters
from hypothesis import given
from hypothesis import strategies as st

from social import tables as t
from social.app import passwords
from social.app.oauth import LoginWish, authorize
from social.app.passwords import FREE_FAILURES
from social.http.html import markup, origin
from tests.browsing import forms, submit
from tests.world import EVERYTHING, World

OOB = "urn:ietf:wg:oauth:2.0:oob"
PASSWORD = "correct horse"
BACK = "https://app.example/back?x=1"


@dataclass
class App:
    """An app's credentials."""

    client_id: str
    client_secret: str

    @property
    def both(self) -> dict[str, str]:
        """As a form sends them."""
        return {"client_id": self.client_id, "client_secret": self.client_secret}


async def app(world: World, *uris: str, scopes: str = EVERYTHING) -> App:
    """Register one."""
    data = {"client_name": "A <b>app</b>", "redirect_uris": "\n".join(uris or (OOB,)), "scopes": scopes}
    made = (await world.client.post("/api/v1/apps", json=data)).json()
    return App(made["client_id"], made["client_secret"])


async def sign_up(world: World, name: str = "ann", password: str = PASSWORD) -> str:
    """A person with a password; their token."""
    made = await app(world)
    token = (await world.client.post("/oauth/token", data={**made.both, "grant_type": "client_credentials", "scope": "read write"})).json()
    data = {"username": name, "email": f"{name}@example.com", "password": password, "agreement": "1", "locale": "en"}
    answer = await world.client.post("/api/v1/accounts", data=data, headers={"Authorization": f"Bearer {token['access_token']}"})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])


def pkce() -> tuple[str, str]:
    """A verifier and its challenge."""
    verifier = secrets.token_urlsafe(40)
    return verifier, base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


async def consent_page(world: World, query: dict[str, str], password: str = PASSWORD) -> httpx.Response:
    """The page after the login."""
    page = await world.client.get("/oauth/authorize/", params=query)
    assert page.status_code == 200, page.text
    if forms(page)[0].values["step"] == "consent":
        return page
    answer = await submit(world.client, forms(page)[0], username="ANN@example.com", password=password)
    assert answer.status_code == 303, answer.text
    return await world.client.get(answer.headers["location"])


async def code_for(world: World, made: App, uri: str = BACK, **more: str) -> str:
    """A code, by way of the pages."""
    page = await consent_page(
        world, {"client_id": made.client_id, "redirect_uri": uri, "response_type": "code", "scope": "read write", **more}
    )
    answer = await submit(world.client, forms(page)[0], decision="allow")
    assert answer.status_code == 303, answer.text
    return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]


async def exchange(world: World, made: App, code: str, uri: str = BACK, **more: str) -> httpx.Response:
    """Send a code."""
    return await world.client.post(
        "/oauth/token", data={**made.both, "grant_type": "authorization_code", "code": code, "redirect_uri": uri, **more}
    )


async def status_with(world: World, token: str) -> int:
    """What a token is worth."""
    return (await world.client.get("/api/v1/accounts/verify_credentials", headers={"Authorization": f"Bearer {token}"})).status_code


async def test_out_of_band_login(world: World) -> None:
    """Log in, agree, copy the code: what toot asks of a person, slash at the end included."""
    await sign_up(world)
    made = await app(world)
    page = await consent_page(
        world, {"client_id": made.client_id, "redirect_uri": OOB, "scope": "read write follow", "response_type": "code"}
    )
    assert "A &lt;b&gt;app&lt;/b&gt;" in page.text
    assert "<b>app" not in page.text
    assert "@ann" in page.text
    shown = await submit(world.client, forms(page)[0], decision="allow")
    found = re.search(r"<code>([^<]+)</code>", shown.text)
    assert found
    token = (await exchange(world, made, found[1], OOB)).json()
    assert set(token["scope"].split()) == {"read", "write", "follow"}
    assert token["token_type"] == "Bearer"
    assert await status_with(world, token["access_token"]) == 200


async def test_code_with_pkce_and_state(world: World) -> None:
    """The state comes back, and a public app needs no secret."""
    await sign_up(world)
    made = await app(world, BACK)
    verifier, challenge = pkce()
    page = await consent_page(
        world,
        {
            "client_id": made.client_id,
            "redirect_uri": BACK,
            "response_type": "code",
            "state": "a&b",
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        },
    )
    assert "form-action 'self' https://app.example;" in page.headers["content-security-policy"]
    answer = await submit(world.client, forms(page)[0], decision="allow")
    where = urlsplit(answer.headers["location"])
    assert (where.scheme, where.netloc, where.path) == ("https", "app.example", "/back")
    values = parse_qs(where.query)
    assert values["x"] == ["1"]
    assert values["state"] == ["a&b"]
    data = {
        "client_id": made.client_id,
        "grant_type": "authorization_code",
        "code": values["code"][0],
        "redirect_uri": BACK,
        "code_verifier": verifier,
    }
    token = await world.client.post("/oauth/token", data=data)
    assert token.status_code == 200
    assert token.headers["cache-control"] == "no-store"


async def test_denied(world: World) -> None:
    """The app hears of it, and gets no code."""
    await sign_up(world)
    made = await app(world, BACK)
    page = await consent_page(world, {"client_id": made.client_id, "redirect_uri": BACK, "state": "s"})
    answer = await submit(world.client, forms(page)[0], decision="deny")
    values = parse_qs(urlsplit(answer.headers["location"]).query)
    assert values["error"] == ["access_denied"]
    assert values["state"] == ["s"]
    assert "code" not in values


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"code_verifier": "x" * 43}, "invalid_grant"),
        ({"code_verifier": None}, "invalid_grant"),
        ({"redirect_uri": "https://app.example/other"}, "invalid_grant"),
        ({"code": "nonsense"}, "invalid_grant"),
        ({"code": None}, "invalid_grant"),
        ({"grant_type": "implicit"}, "unsupported_grant_type"),
    ],
)
async def test_what_a_code_needs(world: World, change: dict[str, str | None], error: str) -> None:
    """Each part must be right, and a wrong try uses the code up."""
    await sign_up(world)
    made = await app(world, BACK)
    verifier, challenge = pkce()
    code = await code_for(world, made, code_challenge=challenge, code_challenge_method="S256")
    right = {**made.both, "grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": verifier}
    data = {name: value for name, value in {**right, **change}.items() if value is not None}
    answer = await world.client.post("/oauth/token", data=data)
    assert answer.status_code == 400
    assert answer.json()["error"] == error
    if "code" not in change and error == "invalid_grant":
        assert (await world.client.post("/oauth/token", data=right)).status_code == 400


async def test_a_code_is_for_its_app(world: World) -> None:
    """Another app can't use it, nor can anybody without the app's secret or the verifier."""
    await sign_up(world)
    made, other = await app(world, BACK), await app(world, BACK)
    assert (await exchange(world, other, await code_for(world, made))).status_code == 400
    # A code without a challenge is not for those without a secret: any verifier would do.
    data = {
        "client_id": made.client_id,
        "grant_type": "authorization_code",
        "code": await code_for(world, made),
        "redirect_uri": BACK,
        "code_verifier": "v" * 50,
    }
    assert (await world.client.post("/oauth/token", data=data)).status_code == 400
    wrong = App(made.client_id, "guess")
    answer = await exchange(world, wrong, await code_for(world, made))
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_a_code_is_old_after_ten_minutes(world: World) -> None:
    """Then it is worth nothing."""
    await sign_up(world)
    made = await app(world, BACK)
    code = await code_for(world, made)
    grant = await world.row(t.grants)
    await world.change(t.grants, grant.id, expires_at=world.services.clock.now() - 1)
    assert (await exchange(world, made, code)).status_code == 400


async def test_a_reused_code_revokes_its_tokens(world: World) -> None:
    """Somebody stole it: nobody keeps what it gave, and streams hear of it. Other tokens stay."""
    other = await sign_up(world)
    made = await app(world, BACK)
    code = await code_for(world, made)
    token = (await exchange(world, made, code)).json()["access_token"]
    assert await status_with(world, token) == 200
    async with world.services.bus.subscribe() as ear:
        await ear.add(["control"])
        assert (await exchange(world, made, code)).status_code == 400
        message = await asyncio.wait_for(anext(aiter(ear)), 10)
    row = await world.row(t.tokens, token_hash=hashlib.sha256(token.encode()).hexdigest())
    assert message.data == f"revoked:{row.id}".encode()
    assert await status_with(world, token) == 401
    assert await status_with(world, other) == 200


async def test_a_code_sent_twice_at_a_time(world: World) -> None:
    """At most one answer, and no token survives."""
    await sign_up(world)
    made = await app(world, BACK)
    code = await code_for(world, made)
    answers = await asyncio.gather(*(exchange(world, made, code) for _ in range(6)))
    good = [each.json()["access_token"] for each in answers if each.status_code == 200]
    assert len(good) == 1
    assert await status_with(world, good[0]) == 401


async def test_revocation(world: World) -> None:
    """401 from the next call on; the stream closes; another app can't do it."""
    await sign_up(world)
    made, other = await app(world, BACK), await app(world)
    token = (await exchange(world, made, await code_for(world, made))).json()["access_token"]
    assert (await world.client.post("/oauth/revoke", data={**other.both, "token": token})).status_code == 200
    assert await status_with(world, token) == 200
    assert (
        await world.client.post("/oauth/revoke", data={"client_id": made.client_id, "client_secret": "no", "token": token})
    ).status_code == 403
    async with world.services.bus.subscribe() as ear:
        await ear.add(["control"])
        assert (await world.client.post("/oauth/revoke/", data={**made.both, "token": token})).status_code == 200
        assert (await asyncio.wait_for(anext(aiter(ear)), 10)).data.startswith(b"revoked:")
    assert await status_with(world, token) == 401


@pytest.mark.parametrize(
    "change",
    [
        {"client_id": "nobody"},
        {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": BACK + "&y=2"},
        {"redirect_uri": ""},
        {"response_type": "token"},
        {"scope": "admin:read"},
        {"scope": "nonsense"},
        {"code_challenge": "a" * 43, "code_challenge_method": "plain"},
        {"code_challenge": "a" * 43},
        {"code_challenge": "short", "code_challenge_method": "S256"},
    ],
)
async def test_a_wrong_wish_is_a_page(world: World, change: dict[str, str]) -> None:
    """400, without a redirect to anywhere, before and after the login."""
    await sign_up(world)
    made = await app(world, BACK, scopes="read write")
    right = {"client_id": made.client_id, "redirect_uri": BACK, "response_type": "code", "scope": "read"}
    page = await world.client.get("/oauth/authorize", params={**right, **change})
    assert page.status_code == 400
    assert page.headers["content-type"].startswith("text/html")
    consent = forms(await consent_page(world, right))[0]
    answer = await submit(world.client, consent, decision="allow", **change)
    assert answer.status_code == 400
    assert "location" not in answer.headers


async def test_pages_allow_no_script_and_no_frame(world: World) -> None:
    """Headers of the pages, and the cookie's."""
    made = await app(world)
    page = await world.client.get("/oauth/authorize", params={"client_id": made.client_id, "redirect_uri": OOB})
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src" not in policy
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-frame-options"] == "DENY"
    cookie = page.headers["set-cookie"].lower()
    assert "samesite=lax" in cookie
    assert "httponly" in cookie
    assert "access-control-allow-origin" not in page.headers


@pytest.mark.settings(base_url="https://social.example")
async def test_on_https_the_cookie_is_of_this_host_alone(world: World) -> None:
    """And the metadata is published, with the password grant in it."""
    made = await app(world)
    page = await world.client.get("/oauth/authorize", params={"client_id": made.client_id, "redirect_uri": OOB})
    cookie = page.headers["set-cookie"]
    assert cookie.startswith("__Host-login=")
    assert "secure" in cookie.lower()
    about = (await world.client.get("/.well-known/oauth-authorization-server")).json()
    assert about["authorization_endpoint"] == "https://social.example/oauth/authorize"
    assert "password" in about["grant_types_supported"]
    assert about["code_challenge_methods_supported"] == ["S256"]


@pytest.mark.settings(password_grant=False)
async def test_without_the_password_grant(world: World) -> None:
    """It is refused; on http there is no metadata, since clients refuse its addresses."""
    await sign_up(world)
    made = await app(world)
    data = {**made.both, "grant_type": "password", "username": "ann", "password": "correct horse"}
    answer = await world.client.post("/oauth/token", data=data)
    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")
    assert (await world.client.get("/.well-known/oauth-authorization-server")).status_code == 404


async def test_forms_of_another_browser(world: World) -> None:
    """A form counts with its own token, in its own browser, for its own step and person."""
    await sign_up(world)
    made = await app(world, BACK)
    query = {"client_id": made.client_id, "redirect_uri": BACK, "response_type": "code"}
    login = forms(await world.client.get("/oauth/authorize", params=query))[0]
    typed = {"username": "ann", "password": "correct horse"}
    assert (await world.client.post(login.action, data={**login.values, **typed, "form_token": "0" * 64})).status_code == 403
    cookies = dict(world.client.cookies)
    world.client.cookies.clear()
    assert (await submit(world.client, login, **typed)).status_code == 403
    world.client.cookies.update(cookies)
    consent = forms(await consent_page(world, query))[0]
    # The login's token is none of the consent's.
    assert (
        await world.client.post(consent.action, data={**consent.values, "form_token": login.values["form_token"], "decision": "allow"})
    ).status_code == 403
    # Whoever planted the cookie before the login has nothing after it.
    world.client.cookies.clear()
    world.client.cookies.update(cookies)
    assert (await submit(world.client, consent, decision="allow")).status_code == 403
    assert forms(await world.client.get("/oauth/authorize", params=query))[0].values["step"] == "login"


async def test_a_forged_cookie_is_nobody(world: World) -> None:
    """The user in it is signed."""
    await sign_up(world)
    made = await app(world, BACK)
    query = {"client_id": made.client_id, "redirect_uri": BACK}
    await world.client.get("/oauth/authorize", params=query)
    salt, _, until, signature = world.client.cookies["login"].split(".")
    user = await world.row(t.users)
    for forged in (f"{salt}.{user.id}.{until}.{signature}", "....", "a.b.c.d", f"{salt}.{user.id}.{until}"):
        world.client.cookies.clear()
        page = await world.client.get("/oauth/authorize", params=query, headers={"Cookie": f"login={forged}"})
        assert forms(page)[0].values["step"] == "login"


async def test_somebody_else(world: World) -> None:
    """Leaving ends the login of the browser; so does a new password."""
    await sign_up(world)
    made = await app(world, BACK)
    query = {"client_id": made.client_id, "redirect_uri": BACK}
    page = await consent_page(world, query)
    await submit(world.client, forms(page)[1])
    assert forms(await world.client.get("/oauth/authorize", params=query))[0].values["step"] == "login"
    await consent_page(world, query)
    assert forms(await world.client.get("/oauth/authorize", params=query))[0].values["step"] == "consent"
    user = await world.row(t.users)
    await world.change(t.users, user.id, password="another")
    assert forms(await world.client.get("/oauth/authorize", params=query))[0].values["step"] == "login"


async def test_wrong_passwords_say_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer is the same for those who are here and those who are not; so is the back-off."""
    # Time stands still: on a machine that is slow enough the wait would be over before the right password comes.
    now = world.services.clock.now()
    monkeypatch.setattr(world.services.clock, "now", lambda: now)
    await sign_up(world)
    made = await app(world)
    base = {**made.both, "grant_type": "password", "password": "wrong wrong", "scope": "read"}

    async def tries(name: str) -> list[tuple[int, Any]]:
        found = []
        for _ in range(FREE_FAILURES + 1):
            answer = await world.client.post("/oauth/token", data={**base, "username": name})
            found.append((answer.status_code, answer.json()))
        return found

    here, nobody = await tries("ann@example.com"), await tries("bob@example.com")
    assert here == nobody
    assert [code for code, _ in here] == [400] * FREE_FAILURES + [429]
    # Neither does the right password help while the name waits, nor does the wait say that it was right.
    late = await world.client.post("/oauth/token", data={**base, "username": "ann@example.com", "password": "correct horse"})
    assert late.status_code == 429
    assert int(late.headers["retry-after"]) > 0
    page = await world.client.get("/oauth/authorize", params={"client_id": made.client_id, "redirect_uri": OOB})
    answer = await submit(world.client, forms(page)[0], username="ann@example.com", password="correct horse")
    assert answer.status_code == 429
    assert "Too many failed logins" in answer.text


async def test_name_and_address_of_a_person_count_together(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has twice the tries; and no answer tells that the two belong to one person, or that the password is right."""
    now = world.services.clock.now()
    monkeypatch.setattr(world.services.clock, "now", lambda: now)
    await sign_up(world)
    await sign_up(world, "bob")
    made = await app(world)
    base = {**made.both, "grant_type": "password", "scope": "read"}

    async def answers(name: str, address: str) -> list[tuple[int, Any]]:
        found = []
        for login in (name, name, name, address, address, address, name, address):
            answer = await world.client.post("/oauth/token", data={**base, "username": login, "password": "wrong wrong"})
            found.append((answer.status_code, answer.json()))
        return found

    async def right(login: str) -> int:
        return (await world.client.post("/oauth/token", data={**base, "username": login, "password": PASSWORD})).status_code

    assert await answers("ann", "ann@example.com") == await answers("nobody", "bob@example.com")
    assert [await right(login) for login in ("ann", "ANN@example.com", "bob")] == [400, 400, 200]
    async with world.services.db.begin() as unit:
        await unit.connection.execute(t.login_failures.update().values(blocked_until=1))
    assert await right("ann@example.com") == 200
    assert await right("ann") == 200


class Counting(PasswordHasher):
    """Notes what is verified at which cost."""

    def __init__(self) -> None:
        super().__init__()
        self.costs: list[Any] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - the library's name for it
        """As ever."""
        self.costs.append(extract_parameters(hash if isinstance(hash, str) else hash.decode()))
        return super().verify(hash, password)


async def test_every_try_costs_the_same(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """One hash of one cost, whether there is such a person, with a password or without one."""
    await sign_up(world)
    await sign_up(world, "cloud")
    cloud = await world.row(t.users, email_key="cloud@example.com")
    await world.change(t.users, cloud.id, password=None)
    counting = Counting()
    monkeypatch.setattr(passwords, "HASHER", counting)
    for login, password, there in (("ann", PASSWORD, True), ("ann", "wrong", False), ("nobody", "wrong", False), ("cloud", "wrong", False)):
        counting.costs.clear()
        assert (await passwords.person(world.services, login, password) is not None) is there
        assert counting.costs == [extract_parameters(PasswordHasher().hash("x"))], login


async def test_the_back_off_ends(world: World) -> None:
    """After the wait the right password works, and the failures are forgotten."""
    await sign_up(world)
    made = await app(world)
    data = {**made.both, "grant_type": "password", "username": "ann", "scope": "read"}
    for _ in range(FREE_FAILURES):
        assert (await world.client.post("/oauth/token", data={**data, "password": "wrong"})).status_code == 400
    async with world.services.db.begin() as unit:
        await unit.connection.execute(t.login_failures.update().values(blocked_until=1))
    assert (await world.client.post("/oauth/token", data={**data, "password": "correct horse"})).status_code == 200
    assert await world.row(t.login_failures) is None


async def test_many_guesses_at_a_time(world: World) -> None:
    """No more than the free ones get an answer."""
    await sign_up(world)
    made = await app(world)
    data = {**made.both, "grant_type": "password", "username": "ann", "password": "wrong", "scope": "read"}
    answers = await asyncio.gather(*(world.client.post("/oauth/token", data=data) for _ in range(12)))
    assert sum(each.status_code == 400 for each in answers) == FREE_FAILURES


async def test_login_page_with_a_wrong_password(world: World) -> None:
    """The page again, with what is wrong; nothing is remembered."""
    await sign_up(world)
    made = await app(world)
    page = await world.client.get("/oauth/authorize", params={"client_id": made.client_id, "redirect_uri": OOB})
    answers = [
        await submit(world.client, forms(page)[0], username=name, password="wrong") for name in ("ann@example.com", "nobody@example.com")
    ]
    assert [each.status_code for each in answers] == [401, 401]
    assert answers[0].text == answers[1].text


async def test_a_disabled_login(world: World) -> None:
    """Neither by page nor by password."""
    await sign_up(world)
    made = await app(world)
    user = await world.row(t.users)
    await world.change(t.users, user.id, disabled_at=1)
    data = {**made.both, "grant_type": "password", "username": "ann", "password": "correct horse"}
    assert (await world.client.post("/oauth/token", data=data)).status_code == 400
    page = await world.client.get("/oauth/authorize", params={"client_id": made.client_id, "redirect_uri": OOB})
    assert (await submit(world.client, forms(page)[0], username="ann", password="correct horse")).status_code == 401


async def test_basic_credentials_and_app_tokens(world: World) -> None:
    """Credentials in the header count; an app's token is no person's."""
    made = await app(world, scopes="read")
    answer = await world.client.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=(made.client_id, made.client_secret))
    assert answer.status_code == 200
    token = answer.json()["access_token"]
    assert (await world.client.get("/api/v1/apps/verify_credentials", headers={"Authorization": f"Bearer {token}"})).json()[
        "name"
    ] == "A <b>app</b>"
    assert await status_with(world, token) == 403
    answer = await world.client.post(
        "/oauth/token", data={"grant_type": "client_credentials", "scope": "read write"}, auth=(made.client_id, made.client_secret)
    )
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")
    assert (
        await world.client.post("/oauth/token", data={"grant_type": "client_credentials"}, headers={"Authorization": "Basic !!"})
    ).status_code == 401


async def test_secrets_are_stored_as_hashes(world: World) -> None:
    """No token, code or secret of an app is in the database."""
    token = await sign_up(world)
    made = await app(world, BACK)
    code = await code_for(world, made)
    async with world.services.db.read() as connection:
        for table in (t.apps, t.grants, t.tokens, t.users):
            text = str((await connection.execute(table.select())).all())
            assert not any(secret in text for secret in (token, code, made.client_secret, "correct horse"))


@pytest.mark.parametrize(
    "uri", ["javascript:alert(1)", "data:text/html,x", "/relative", "https://", "https://a.example/#x", "nothing", "https://a.example/ü"]
)
async def test_redirect_uris_that_no_app_may_have(world: World, uri: str) -> None:
    """They run something, or lead nowhere."""
    answer = await world.client.post("/api/v1/apps", json={"client_name": "x", "redirect_uris": [uri]})
    assert answer.status_code == 422


@given(st.text())
def test_markup_escapes(text: str) -> None:
    """Whatever is put in can't close a tag or an attribute."""
    made = str(markup('<p title="{text}">{text}</p>', text=text))
    assert made.count("<") == 2
    assert made.count('"') == 2


@given(st.text(alphabet="ab.:;'* ,/@[]"))
def test_a_redirect_uri_cannot_write_the_policy(host: str) -> None:
    """Neither another directive nor another source."""
    try:
        made = origin(f"https://{host}")
    except ValueError:
        return
    assert not set(";,* ") & set(made)


async def test_every_part_of_an_exchange_counts(world: World) -> None:
    """All 32 ways of having some parts right and others wrong: only all right gives a token."""
    await sign_up(world)
    made, other = await app(world, BACK, OOB), await app(world, BACK, OOB)
    user, (verifier, challenge) = await world.row(t.users), pkce()
    for number in range(32):
        wrong = {name for bit, name in enumerate(("client", "secret", "code", "address", "verifier")) if number >> bit & 1}
        code = await authorize(world.services, LoginWish(made.client_id, BACK, "code", "read", None, challenge, "S256"), user.id)
        sender = other if "client" in wrong else made
        data = {
            "grant_type": "authorization_code", "client_id": sender.client_id, "client_secret": "guess" if "secret" in wrong else sender.client_secret,
            "code": code + "x" if "code" in wrong else code, "redirect_uri": OOB if "address" in wrong else BACK,
            "code_verifier": pkce()[0] if "verifier" in wrong else verifier,
        }  # fmt: skip
        answer = await world.client.post("/oauth/token", data=data)
        assert answer.status_code == (401 if "secret" in wrong else 400 if wrong else 200), wrong
