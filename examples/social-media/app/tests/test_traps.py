"""What trips clients of this API, each found by running them or by reading their code: a test for each."""

import asyncio
import base64
import json
import re
from typing import Any

import pytest

from social import tables as t
from social.app.passwords import hashed
from social.domain.ids import at
from tests.files import image
from tests.live import received, serving
from tests.world import Person, World

PASSWORD = "correct horse battery"


async def with_password(world: World) -> Person:
    """Somebody who can log in."""
    ann = await world.person()
    async with world.services.db.begin() as unit:
        await unit.connection.execute(t.users.update().where(t.users.c.account_id == int(ann.id)).values(password=await hashed(PASSWORD)))
    return ann


# --- bodies -------------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("form", ["json", "form", "query", "multipart"])
async def test_every_kind_of_body(world: World, form: str) -> None:
    """One client sends forms with brackets and 1/0, another JSON, a third all in the query: all make the same post."""
    ann = await world.person()
    plain = {"status": "which?", "sensitive": "1", "poll[options][]": ["a", "b"], "poll[expires_in]": "600", "poll[multiple]": "0"}
    given: dict[str, dict[str, Any]] = {
        "json": {"json": {"status": "which?", "sensitive": True, "poll": {"options": ["a", "b"], "expires_in": 600, "multiple": False}}},
        "form": {"data": plain},
        "query": {"params": plain},
        "multipart": {
            "files": [(name, (None, each)) for name, value in plain.items() for each in ([value] if isinstance(value, str) else value)]
        },
    }
    post = await ann.call("POST", "statuses", **given[form])
    assert (post["sensitive"], post["poll"]["multiple"]) == (True, False)
    assert [option["title"] for option in post["poll"]["options"]] == ["a", "b"]


async def test_json_in_the_body_of_a_get(world: World) -> None:
    """One client asks so for familiar followers."""
    ann, ben = await world.people(2)
    found = await ann.call("GET", "accounts/familiar_followers", json={"id": [ben.id]})
    assert [each["id"] for each in found] == [ben.id]


@pytest.mark.parametrize("number", ["0", "7"])
async def test_lists_with_numbers_as_keys(world: World, number: str) -> None:
    """`fields_attributes[0][name]` is a list, wherever its numbers begin."""
    ann = await world.person()
    data = {f"fields_attributes[{number}][name]": "pronouns", f"fields_attributes[{number}][value]": "they"}
    changed = await ann.call("PATCH", "accounts/update_credentials", data=data)
    assert [field["name"] for field in changed["source"]["fields"]] == ["pronouns"]


async def test_slashes_at_the_end(world: World) -> None:
    """Answered as they are: a redirect would lose the body, and https behind a proxy."""
    ann, bob = await world.people(2)
    for path in ("/api/v1/instance/", "/api/v2/instance/", "/api/v1/conversations/"):
        assert (await world.client.get(path, headers=ann.headers, follow_redirects=False)).status_code == 200, path
    assert (await world.client.post("/api/v1/reports/", headers=ann.headers, data={"account_id": bob.id})).status_code == 200
    assert (await world.client.get("/oauth/authorize/", follow_redirects=False)).status_code not in (301, 302, 307, 308, 404)


async def test_head_is_get_without_a_body(world: World) -> None:
    """With its status and headers, also of refusals; not for streams, which don't end, nor where there is no GET."""
    ann = await world.person()
    post = await ann.say("x")
    for path in (f"/api/v1/statuses/{post['id']}", "/api/v1/timelines/home", "/api/v1/accounts/1", "/health/live", f"/@{ann.username}"):
        whole = await world.client.get(path, headers=ann.headers)
        head = await world.client.head(path, headers=ann.headers)
        assert (head.status_code, head.content) == (whole.status_code, b"")
        assert {name: head.headers.get(name) for name in ("content-type", "content-length", "link")} == {
            name: whole.headers.get(name) for name in ("content-type", "content-length", "link")
        }
    assert (await world.client.head("/api/v1/timelines/home")).status_code == 401
    for path in ("/api/v1/streaming/public", f"/api/v1/statuses/{post['id']}/favourite"):
        assert (await world.client.head(path, headers=ann.headers)).status_code == 405
    document = (await world.client.get("/api/openapi.json")).json()
    assert {path for path, methods in document["paths"].items() if "head" in methods} == {"/", "/media/{key}"}


# --- login --------------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "uris", ["urn:ietf:wg:oauth:2.0:oob\nhttps://app.example/back", ["urn:ietf:wg:oauth:2.0:oob", "https://app.example/back"]]
)
async def test_redirect_uris_in_two_forms(world: World, uris: Any) -> None:
    """One text with newlines, or a list."""
    app = (await world.client.post("/api/v1/apps", json={"client_name": "x", "redirect_uris": uris, "scopes": "read"})).json()
    assert app["redirect_uri"] == "urn:ietf:wg:oauth:2.0:oob\nhttps://app.example/back"
    assert app["redirect_uris"] == app["redirect_uri"].split("\n")


async def test_an_app_says_where_it_wants_people_back(world: World) -> None:
    """As in Mastodon, an app without an address is refused."""
    for body in ({}, {"redirect_uris": ""}, {"redirect_uris": []}):
        answer = await world.client.post("/api/v1/apps", json={"client_name": "x", **body})
        assert (answer.status_code, answer.json()["error"]) == (422, "Validation failed: Redirect URI can't be blank")


async def test_a_token_in_a_form(world: World) -> None:
    """As good as one in the header, which comes first; it needs its scope as well."""
    ann, reader = await world.person(), await world.person(scopes="read")
    form = {"status": "by form", "access_token": ann.token}
    answer = await world.client.post("/api/v1/statuses", data=form)
    assert (answer.status_code, answer.json()["account"]["id"]) == (200, ann.id)
    assert (await world.client.post("/api/v1/statuses", data={**form, "access_token": reader.token})).status_code == 403
    assert (await world.client.post("/api/v1/statuses", data=form, headers=reader.headers)).status_code == 403
    for refused in ({"data": {**form, "access_token": "wrong"}}, {"json": form}, {"data": {**form, "x": "x" * 100_000}}):
        assert (await world.client.post("/api/v1/statuses", **refused)).status_code == 401


async def test_password_grant_and_its_scopes(world: World) -> None:
    """The scope that comes back has all that was asked for, or clients refuse the token."""
    ann, app = await with_password(world), await world.services_app()
    for name in (ann.username, f"{ann.username}@example.com"):
        data = {**app, "grant_type": "password", "username": name, "password": PASSWORD, "scope": "read write follow"}
        token = (await world.client.post("/oauth/token", data=data)).json()
        assert set(token["scope"].split()) == {"read", "write", "follow"}


async def test_metadata_is_for_https_alone(world: World) -> None:
    """Clients refuse addresses on http that stand in it, so there is none."""
    assert (await world.client.get("/.well-known/oauth-authorization-server")).status_code == 404


@pytest.mark.settings(base_url="https://social.example")
async def test_metadata_lists_the_grants(world: World) -> None:
    """Without `password` in the list one client doesn't even try."""
    found = (await world.client.get("/.well-known/oauth-authorization-server")).json()
    assert {"authorization_code", "client_credentials", "password"} <= set(found["grant_types_supported"])
    assert all(value.startswith("https://") for name, value in found.items() if name.endswith("_endpoint"))


async def test_a_new_token_works_at_once(world: World) -> None:
    """The token of a sign-up is used with the next call."""
    app = await world.services_app()
    own = (await world.client.post("/oauth/token", json={**app, "grant_type": "client_credentials", "scope": "read write"})).json()
    data = {"username": "newcomer", "email": "new@example.com", "password": PASSWORD, "agreement": True, "locale": "en"}
    headers = {"Authorization": f"Bearer {own['access_token']}"}
    token = (await world.client.post("/api/v1/accounts", json=data, headers=headers)).json()["access_token"]
    me = await world.client.get("/api/v1/accounts/verify_credentials", headers={"Authorization": f"Bearer {token}"})
    assert me.json()["username"] == "newcomer"


# --- what the server says of itself ---------------------------------------------------------------------------------------------------
async def test_the_version_and_the_address(world: World) -> None:
    """The version is read as three numbers: from 3.1.4 uploads go to v2, from 4.3 more is expected. `uri` is host and port."""
    first, second = [(await world.client.get(f"/api/v{number}/instance")).json() for number in (1, 2)]
    for found in (first, second):
        assert re.match(r"^(\d+)\.(\d+)\.(\d+) ", found["version"])
        assert found["version"].startswith("4.2.0 ")
    assert first["uri"] == second["domain"] == "localhost:3000"
    assert "api_versions" not in second


# --- ids and pages --------------------------------------------------------------------------------------------------------------------
async def test_times_as_ids(world: World) -> None:
    """Clients turn a time into an id: milliseconds, shifted by sixteen bits."""
    ann = await world.person()
    post = await ann.say("now")
    minute = 60_000
    before, after = (str(at(world.services.clock.now() + shift)) for shift in (-minute, minute))
    assert [each["id"] for each in await ann.home(min_id=before, max_id=after)] == [post["id"]]
    assert await ann.home(max_id=before) == []


async def test_ids_are_exact(world: World) -> None:
    """Neighbours that are one number to a double stay two posts; ids in JSON are text."""
    ann = await world.person()
    first = await ann.say("first")
    await ann.say("second")
    assert isinstance(first["id"], str)
    above, below = (str(int(first["id"]) + step) for step in (1, -1))
    assert float(first["id"]) in (float(above), float(below))
    assert [each["id"] for each in await ann.home(max_id=above)] == [first["id"]]
    assert [each["id"] for each in await ann.home(min_id=below, max_id=above)] == [first["id"]]
    assert await ann.home(max_id=first["id"]) == []


async def test_next_comes_first(world: World) -> None:
    """One client's pattern takes the first link for the next page."""
    ann = await world.person()
    for number in range(3):
        await ann.say(f"{number}")
    await ann.home(limit=2)
    assert world.last is not None
    assert re.match(r'^<https?://[^>]+max_id=\d+[^>]*>; rel="next", <[^>]+min_id=\d+[^>]*>; rel="prev"$', world.last.headers["link"])


async def test_a_page_from_below_always_has_a_next_one(world: World) -> None:
    """What is older lies below `min_id`, however few are above it."""
    ann = await world.person()
    posts = [await ann.say(f"{number}") for number in range(3)]
    assert [each["id"] for each in await ann.home(min_id=posts[1]["id"], limit=2)] == [posts[2]["id"]]
    assert world.last is not None
    assert f'max_id={posts[2]["id"]}>; rel="next"' in world.last.headers["link"]
    await ann.home(since_id=posts[1]["id"], limit=2)
    assert 'rel="next"' not in world.last.headers["link"]


async def test_links_to_pages_hold_no_token(world: World) -> None:
    """They get into logs and histories; what else was asked for stays."""
    ann = await world.person()
    await ann.say("x")
    answer = await world.client.get("/api/v1/timelines/home", params={"access_token": ann.token, "limit": 1, "local": "true"})
    assert ann.token not in answer.headers["link"]
    assert "access_token" not in answer.headers["link"]
    assert answer.headers["link"].count("?limit=1&local=true&") == 2


async def test_times_have_milliseconds_and_z(world: World) -> None:
    """Some apps parse with one fixed pattern."""
    ann = await world.person()
    post = await ann.say("x")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", post["created_at"])
    assert post["url"].endswith(f"/@{ann.username}/{post['id']}")


# --- media ----------------------------------------------------------------------------------------------------------------------------
async def test_media_have_no_address_until_they_are_ready(world: World) -> None:
    """202 with a null `url`, 206 while one waits, then 200; the focus comes as `x,y`."""
    ann = await world.person()
    upload = await ann.call("POST", "/api/v2/media", 202, files={"file": ("a.jpg", image(), "image/jpeg")}, data={"focus": "-0.5,0.25"})
    assert upload["url"] is None
    await ann.get(f"media/{upload['id']}", 206)
    await world.settle()
    ready = await ann.get(f"media/{upload['id']}")
    assert ready["url"].startswith("http")
    assert ready["meta"]["focus"] == {"x": -0.5, "y": 0.25}


@pytest.mark.settings(media_wait_seconds=20)
async def test_a_picture_can_be_posted_with_the_next_call(world: World) -> None:
    """Many clients don't look again: the answer waits for the worker."""
    ann = await world.person()
    sending = asyncio.create_task(ann.call("POST", "/api/v2/media", files={"file": ("a.jpg", image(), "image/jpeg")}))
    while not sending.done():
        await world.settle()
        await asyncio.sleep(0.02)
    post = await ann.say("look", media_ids=[sending.result()["id"]])
    assert len(post["media_attachments"]) == 1


# --- streams --------------------------------------------------------------------------------------------------------------------------
async def test_a_socket_speaks_as_clients_expect(world: World) -> None:
    """`payload` is text that holds JSON, `stream` a list; the token may come as the subprotocol, which is echoed."""
    from websockets.asyncio.client import connect

    ann = await world.person()
    async with serving(world.services) as server:
        address = f"ws://127.0.0.1:{server.port}/api/v1/streaming?stream=user"
        async with connect(address, subprotocols=[ann.token], compression=None) as socket:  # type: ignore[list-item]
            assert socket.subprotocol == ann.token
            await ann.say("heard")
            await world.settle()
            message = await received(socket)
    assert message["stream"] == ["user"]
    assert message["event"] == "update"
    assert isinstance(message["payload"], str)
    assert "heard" in json.loads(message["payload"])["content"]


# --- errors ---------------------------------------------------------------------------------------------------------------------------
async def test_errors_are_an_object_with_a_text(world: World) -> None:
    """Also for paths and methods that aren't there, and for bodies that can't be read."""
    ann = await world.person()
    answers = [
        await world.client.get("/api/v1/no/such/path"),
        await world.client.put("/api/v1/timelines/home", headers=ann.headers),
        await world.client.get("/api/v1/timelines/home"),
        await world.client.get("/api/v1/statuses/1"),
        await world.client.post("/api/v1/statuses", headers={**ann.headers, "Content-Type": "application/json"}, content=b"{"),
    ]
    assert [answer.status_code for answer in answers] == [404, 405, 401, 404, 400]
    for answer in answers:
        assert isinstance(answer.json()["error"], str), answer.text


async def test_texts_that_clients_look_for(world: World) -> None:
    """A date that is none is `Record invalid`; a poll with one option says what it needs."""
    ann = await world.person()
    refused = await ann.call("POST", "statuses", 422, json={"status": "x", "scheduled_at": "no date"})
    assert "Record invalid" in refused["error"]
    refused = await ann.call("POST", "statuses", 422, json={"status": "x", "poll": {"options": ["a"], "expires_in": 600}})
    assert "must have more than one" in refused["error"]


@pytest.mark.settings(rate_limits=True, signups_per_30_minutes=200, rate_per_5_minutes=1_000)
async def test_limits_can_be_set(world: World) -> None:
    """A suite signs up 140 people from one address in seconds."""
    app = await world.services_app()
    own = (await world.client.post("/oauth/token", json={**app, "grant_type": "client_credentials", "scope": "read write"})).json()
    headers = {"Authorization": f"Bearer {own['access_token']}"}
    for number in range(8):
        data = {"username": f"crowd{number}", "email": f"crowd{number}@example.com", "password": PASSWORD, "agreement": "1", "locale": "en"}
        answer = await world.client.post("/api/v1/accounts", data=data, headers=headers)
        assert answer.status_code == 200
        assert answer.headers["x-ratelimit-limit"] == "200"


# --- push -----------------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
async def test_keys_of_push_in_two_alphabets(world: World, encode: Any) -> None:
    """With padding or without, with + and / or with - and _."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    ann = await world.person()
    for number in range(8):
        point = ec.derive_private_key(number + 7, ec.SECP256R1()).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        data = {
            "subscription[endpoint]": "https://push.example/1", "subscription[keys][p256dh]": encode(point).decode(),
            "subscription[keys][auth]": encode(b"\xfb\xff" * 8).decode(), "data[alerts][mention]": "1",
        }  # fmt: skip
        made = await ann.post("push/subscription", **data)
        assert made["alerts"]["mention"] is True
    stored = await world.row(t.push_subscriptions, account_id=int(ann.id))
    assert base64.urlsafe_b64decode(stored.p256dh + "=" * (-len(stored.p256dh) % 4)) == point
