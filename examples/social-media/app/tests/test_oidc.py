"""Cloud logins: the way through the provider, what its tokens must be, and what happens without it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from joserfc import jwk

from social import tables as t
from social.adapters.identity.oidc import REFETCH_MS, STALE_MS, OidcIdentity
from social.app.oauth import revoke_where
from social.app.services import Services
from social.http.app import build
from social.ports.others import IdentityDown
from tests.browsing import forms, submit
from tests.conftest import free_port, missing
from tests.provider import CLIENT, ISSUER, Provider
from tests.test_login import BACK, app, exchange, status_with
from tests.world import World

GROUPS = {"moderators": "moderator", "owners": "admin"}
CLOUD = pytest.mark.settings(oidc_issuer=ISSUER, oidc_client_id=CLIENT, oidc_client_secret="client secret", oidc_roles=GROUPS)


class Clock:
    """A clock that tests turn."""

    def __init__(self, services: Services) -> None:
        self.ahead = 0
        self._real = services.clock

    def now(self) -> int:
        """The turned time."""
        return self._real.now() + self.ahead


@pytest.fixture
def provider() -> Provider:
    """A provider."""
    return Provider()


@pytest.fixture
async def cloud(services: Services, provider: Provider) -> AsyncIterator[World]:
    """A world whose logins are the provider's."""
    clock = Clock(services)
    identity = OidcIdentity(ISSUER, CLIENT, "client secret", "cognito:groups", clock.now, provider.transport())
    changed = replace(services, identity=identity, clock=clock)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=build(changed)), base_url=services.settings.base_url) as client:
        yield World(changed, client)
    await identity.close()


async def log_in(cloud: World, provider: Provider, **claims: Any) -> httpx.Response:
    """To the provider and back; the answer to coming back."""
    made = await app(cloud, BACK)
    cloud.client.cookies.clear()
    away = await cloud.client.get(
        "/oauth/authorize", params={"client_id": made.client_id, "redirect_uri": BACK, "scope": "read write", "state": "s"}
    )
    assert away.status_code == 303, away.text
    assert away.headers["location"].startswith("https://login.example/authorize?")
    return await cloud.client.get("/auth/callback", params=provider.agree(away.headers["location"], **claims))


@CLOUD
async def test_the_way_there_and_back(cloud: World, provider: Provider) -> None:
    """A person is made once; the app gets a code after they agreed."""
    made = await app(cloud, BACK)
    for _ in range(2):
        cloud.client.cookies.clear()
        away = await cloud.client.get(
            "/oauth/authorize/", params={"client_id": made.client_id, "redirect_uri": BACK, "scope": "read", "state": "s"}
        )
        back = await cloud.client.get("/auth/callback", params=provider.agree(away.headers["location"]))
        assert back.status_code == 303, back.text
        page = await cloud.client.get(back.headers["location"])
        assert "@ann" in page.text
        answer = await submit(cloud.client, forms(page)[0], decision="allow")
        location = httpx.URL(answer.headers["location"])
        assert location.params["state"] == "s"
        token = (await exchange(cloud, made, location.params["code"])).json()["access_token"]
        assert await status_with(cloud, token) == 200
    async with cloud.services.db.read() as connection:
        users = list(await connection.execute(t.users.select()))
    assert [(user.email, user.password, user.role) for user in users] == [("ann@example.com", None, "user")]


@CLOUD
async def test_groups_are_roles(cloud: World, provider: Provider) -> None:
    """The highest known one counts, at each login anew; a claim named role is nothing."""
    for groups, role in (
        (["x", "moderators", "owners"], "admin"),
        (["moderators"], "moderator"),
        (["odd", "admin"], "user"),
        ("owners", "admin"),
        (None, "user"),
    ):
        assert (await log_in(cloud, provider, **{"cognito:groups": groups, "role": "admin", "roles": ["owners"]})).status_code == 303
        assert (await cloud.row(t.users)).role == role


@CLOUD
async def test_a_local_address_is_not_taken_over(cloud: World, provider: Provider) -> None:
    """Neither does the provider's person become the local one, nor the other way round."""
    local = await cloud.person("local")
    user = await cloud.row(t.users, account_id=int(local.id))
    await cloud.change(t.users, user.id, email="ann@example.com", email_key="ann@example.com")
    assert (await log_in(cloud, provider)).status_code == 303
    identity = await cloud.row(t.identities)
    assert identity.user_id != user.id
    assert (await cloud.row(t.users, id=identity.user_id)).email is None


@CLOUD
async def test_an_unverified_address_is_not_kept(cloud: World, provider: Provider) -> None:
    """Anybody can type one; and names that are taken get something added."""
    await cloud.person("ann")
    assert (await log_in(cloud, provider, email_verified=False)).status_code == 303
    user = await cloud.row(t.users, id=(await cloud.row(t.identities)).user_id)
    assert user.email is None
    assert (await cloud.row(t.accounts, id=user.account_id)).username.startswith("ann_")


@CLOUD
async def test_coming_back_wrongly(cloud: World, provider: Provider) -> None:
    """A state works once, in its own browser; codes and nonces must hold."""
    made = await app(cloud, BACK)
    query = {"client_id": made.client_id, "redirect_uri": BACK}
    away = await cloud.client.get("/oauth/authorize", params=query)
    values = provider.agree(away.headers["location"])
    cookies = dict(cloud.client.cookies)
    cloud.client.cookies.clear()
    assert (await cloud.client.get("/auth/callback", params=values)).status_code == 400
    cloud.client.cookies.update(cookies)
    # The other browser used the state up.
    assert (await cloud.client.get("/auth/callback", params=values)).status_code == 400
    assert (await cloud.client.get("/auth/callback", params={"code": "x", "state": "never"})).status_code == 400
    assert (await log_in(cloud, provider, nonce="another")).status_code == 401
    assert (await log_in(cloud, provider, aud="another")).status_code == 401
    away = await cloud.client.get("/oauth/authorize", params=query)
    wrong = {**provider.agree(away.headers["location"]), "code": "never"}
    assert (await cloud.client.get("/auth/callback", params=wrong)).status_code == 401
    assert (await cloud.client.get("/auth/callback", params={"error": "access_denied", "state": "x"})).status_code == 403
    assert await cloud.row(t.users) is None


@CLOUD
async def test_the_provider_is_down(cloud: World, provider: Provider) -> None:
    """A page with 503; tokens that exist keep working; ID tokens too while the keys are kept."""
    ann = await cloud.person()
    made = await app(cloud, BACK)
    query = {"client_id": made.client_id, "redirect_uri": BACK}
    provider.down = True
    page = await cloud.client.get("/oauth/authorize", params=query)
    assert page.status_code == 503
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["retry-after"]
    await ann.get("accounts/verify_credentials")
    assert await status_with(cloud, provider.token()) == 503
    provider.down = False
    cloud.services.clock.ahead += 10_000  # type: ignore[attr-defined]
    away = await cloud.client.get("/oauth/authorize", params=query)
    values = provider.agree(away.headers["location"])
    provider.down = True
    assert (await cloud.client.get("/auth/callback", params=values)).status_code == 503
    assert await cloud.row(t.identities) is None


@CLOUD
async def test_local_doors_are_closed(cloud: World) -> None:
    """Where the provider's people log in, nobody signs up or types a password."""
    made = await app(cloud)
    token = (await cloud.client.post("/oauth/token", data={**made.both, "grant_type": "client_credentials", "scope": "write"})).json()[
        "access_token"
    ]
    data = {"username": "bob", "email": "bob@example.com", "password": "long enough", "agreement": "1", "locale": "en"}
    assert (await cloud.client.post("/api/v1/accounts", data=data, headers={"Authorization": f"Bearer {token}"})).status_code == 403
    assert (await cloud.client.get("/auth/sign_up")).status_code == 403
    assert (await cloud.client.get("/api/v1/instance")).json()["registrations"] is False


@CLOUD
async def test_id_tokens_as_bearers(cloud: World, provider: Provider) -> None:
    """First-party apps send them; the person is made, and revoking ends those issued until then."""
    token = provider.token(iat=provider.claims()["iat"] - 30, **{"cognito:groups": ["moderators"]})
    answers = await asyncio.gather(
        *(cloud.client.get("/api/v1/accounts/verify_credentials", headers={"Authorization": f"Bearer {token}"}) for _ in range(5))
    )
    assert {each.status_code for each in answers} == {200}
    assert len({each.json()["id"] for each in answers}) == 1
    assert answers[0].json()["role"]["name"] == "Moderator"
    posted = await cloud.client.post("/api/v1/statuses", json={"status": "hello"}, headers={"Authorization": f"Bearer {token}"})
    assert posted.status_code == 200
    user = await cloud.row(t.users)
    assert await revoke_where(cloud.services, t.tokens.c.user_id == user.id) == 1
    assert await status_with(cloud, token) == 401
    assert await status_with(cloud, provider.token(iat=provider.claims()["iat"] + 30)) == 200
    # The row's own name is no token.
    assert await status_with(cloud, (await cloud.row(t.tokens, user_id=user.id)).token_hash) == 401


def _forgeries(provider: Provider) -> dict[str, str]:
    now = provider.claims()["iat"]
    stranger = jwk.RSAKey.generate_key(2048)
    good = provider.token()
    head, body, signature = good.split(".")
    other_body = provider.token(sub="person-2").split(".")[1]
    return {
        "alg none": provider.unsigned(),
        "alg none, with a signature": f"{provider.unsigned()}{signature}",
        "HS256 with the public key": provider.confused(),
        "another key under the same name": provider.token(key=stranger),
        "an unknown key": provider.token(kid="never", key=stranger),
        "another body": f"{head}.{other_body}.{signature}",
        "no signature": f"{head}.{body}.",
        "another issuer": provider.token(iss="https://evil.example/pool"),
        "an issuer with a slash": provider.token(iss=f"{ISSUER}/"),
        "another audience": provider.token(aud="another"),
        "no audience": provider.token(aud=None),
        "two audiences, and another party": provider.token(aud=[CLIENT, "another"], azp="another"),
        "two audiences, and no party": provider.token(aud=[CLIENT, "another"]),
        "expired": provider.token(exp=now - 61),
        "no expiry": provider.token(exp=None),
        "an endless expiry": provider.token(exp="never"),
        "not yet": provider.token(nbf=now + 120),
        "issued later": provider.token(iat=now + 120),
        "no subject": provider.token(sub=None),
        "a subject that is no text": provider.token(sub=["person-1"]),
        "an access token of another client": provider.token(aud=None, token_use="access", client_id="another"),
        "another use": provider.token(token_use="refresh"),
        "nonsense": "a.b.c",
        "too long": f"{head}.{'a' * 20_000}.{signature}",
    }


@CLOUD
async def test_forged_tokens(cloud: World, provider: Provider) -> None:
    """Each is 401, and makes nobody."""
    for name, token in _forgeries(provider).items():
        assert await status_with(cloud, token) == 401, name
    assert await cloud.row(t.users) is None


@CLOUD
async def test_tokens_that_hold(cloud: World, provider: Provider) -> None:
    """Within the leeway, with several audiences, and Cognito's access tokens."""
    now = provider.claims()["iat"]
    good = {
        "leeway": provider.token(exp=now - 30, nbf=now + 30),
        "audiences": provider.token(aud=[CLIENT, "another"], azp=CLIENT),
        "access token": provider.token(aud=None, token_use="access", client_id=CLIENT),
    }
    for name, token in good.items():
        assert await status_with(cloud, token) == 200, name


async def test_keys_are_kept(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    """One request for many tokens; forged names cost one a minute; a new key is found; a day without the provider is borne."""
    time = {"now": 10**12}
    identity = OidcIdentity(ISSUER, CLIENT, None, "groups", lambda: time["now"], provider.transport())
    monkeypatch.setattr(
        Provider,
        "claims",
        lambda _, **changes: {
            "iss": ISSUER,
            "aud": CLIENT,
            "sub": "s",
            "iat": time["now"] // 1000,
            "exp": time["now"] // 1000 + 300,
            **changes,
        },
    )
    for _ in range(5):
        await identity.verify(provider.token())
    assert provider.asked["/jwks"] == 1
    for number in range(20):
        with pytest.raises(ValueError, match="unknown key"):
            await identity.verify(provider.token(kid=f"forged-{number}"))
    assert provider.asked["/jwks"] == 1
    time["now"] += REFETCH_MS
    for number in range(20):
        with pytest.raises(ValueError, match="unknown key"):
            await identity.verify(provider.token(kid=f"forged-{number}"))
    assert provider.asked["/jwks"] == 2
    provider.rotate("two")
    time["now"] += REFETCH_MS
    assert (await identity.verify(provider.token())).subject == "s"
    assert provider.asked["/jwks"] == 3
    provider.down = True
    time["now"] += STALE_MS - 1000
    assert (await identity.verify(provider.token())).subject == "s"
    time["now"] += 2000
    with pytest.raises(IdentityDown):
        await identity.verify(provider.token())
    provider.down = False
    time["now"] += REFETCH_MS
    assert (await identity.verify(provider.token())).subject == "s"
    await identity.close()


@pytest.mark.parametrize("rogue", [{"issuer": "https://evil.example"}, {"jwks_uri": "http://login.example/jwks"}])
async def test_a_configuration_that_does_not_fit(provider: Provider, rogue: dict[str, str]) -> None:
    """Of another issuer, or with keys over a line that anybody can write to."""
    provider.rogue_metadata = rogue
    identity = OidcIdentity(ISSUER, CLIENT, None, "groups", lambda: 10**12, provider.transport())
    with pytest.raises(IdentityDown):
        await identity.verify(provider.token())
    await identity.close()


@CLOUD
async def test_a_provider_without_pages(cloud: World, provider: Provider) -> None:
    """Identity Platform: a page says so, and its tokens work."""
    provider.rogue_metadata = {"authorization_endpoint": "", "token_endpoint": ""}
    made = await app(cloud, BACK)
    page = await cloud.client.get("/oauth/authorize", params={"client_id": made.client_id, "redirect_uri": BACK})
    assert page.status_code == 400
    assert "no login page" in page.text
    assert await status_with(cloud, provider.token()) == 200


async def test_keys_that_are_no_public_keys(provider: Provider) -> None:
    """A shared secret among the keys is not used."""
    now = provider.claims()["iat"] * 1000
    identity = OidcIdentity(ISSUER, CLIENT, None, "groups", lambda: now, provider.transport())
    secret = jwk.OctKey.generate_key(256, {"kid": "shared"})
    provider.keys["shared"] = secret
    with pytest.raises(ValueError, match="HS256"):
        await identity.verify(provider.token(kid="shared", key=secret, alg="HS256"))
    assert (await identity.verify(provider.token())).username == "Ann.Lee"
    await identity.close()


# --- Cognito, as moto has it --------------------------------------------------------------------------------------------------------
class Amazon(httpx.AsyncBaseTransport):
    """Amazon's addresses, answered by moto's own application: it names its issuers by them."""

    def __init__(self, application: Any) -> None:
        self._transport = httpx.WSGITransport(application)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """One request."""
        found = await asyncio.to_thread(self._transport.handle_request, request)
        return httpx.Response(found.status_code, headers=found.headers, content=found.read())


@pytest.fixture
def cognito() -> Iterator[Any]:
    """A client of moto's Cognito, by its server on loopback."""
    try:
        from moto.server import ThreadedMotoServer
    except ImportError:
        missing("moto")
    import boto3

    server = ThreadedMotoServer("127.0.0.1", free_port(), verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield boto3.client(
        "cognito-idp", region_name="eu-west-1", endpoint_url=f"http://{host}:{port}", aws_access_key_id="x", aws_secret_access_key="x"
    )
    server.stop()


def pool_of(cognito: Any, *groups: str) -> tuple[str, str, dict[str, str]]:
    """A new pool and a client of it, and the tokens of a person who logged in there by name and password."""
    pool = cognito.create_user_pool(PoolName="people")["UserPool"]["Id"]
    client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="own", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"])
    client_id, person = client["UserPoolClient"]["ClientId"], {"UserPoolId": pool, "Username": "ann"}
    cognito.admin_create_user(**person, UserAttributes=[{"Name": "email", "Value": "ann@example.com"}])
    cognito.admin_set_user_password(**person, Password="Correct-Horse-1", Permanent=True)
    for group in groups:
        cognito.create_group(GroupName=group, UserPoolId=pool)
        cognito.admin_add_user_to_group(**person, GroupName=group)
    login = {"USERNAME": "ann", "PASSWORD": "Correct-Horse-1"}
    found = cognito.initiate_auth(ClientId=client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=login)
    return f"https://cognito-idp.eu-west-1.amazonaws.com/{pool}", client_id, found["AuthenticationResult"]


@pytest.mark.settings(oidc_issuer=ISSUER, oidc_client_id=CLIENT, oidc_roles={"moderators": "moderator", "owners": "admin"})
async def test_tokens_of_cognito_are_bearers(services: Services, cognito: Any) -> None:
    """ID and access token are the same person, with the role of their group; those of another pool are nobody."""
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

    issuer, client_id, held = pool_of(cognito, "moderators")
    _, _, others = pool_of(cognito, "owners")
    transport = Amazon(DomainDispatcherApplication(create_backend_app))
    identity = OidcIdentity(issuer, client_id, None, "cognito:groups", services.clock.now, transport)
    changed = replace(services, identity=identity)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=build(changed)), base_url=services.settings.base_url) as client:
        world, seen = World(changed, client), []
        for token in (held["IdToken"], held["AccessToken"]):
            answer = await client.get("/api/v1/accounts/verify_credentials", headers={"Authorization": f"Bearer {token}"})
            seen.append((answer.status_code, answer.json()["username"], answer.json()["role"]["name"]))
        assert seen == [(200, "ann", "Moderator")] * 2
        assert len(await world.rows(t.users)) == 1
        for token in (others["IdToken"], f"{held['IdToken'][:-8]}AAAAAAAA"):
            assert await status_with(world, token) == 401
    await identity.close()
