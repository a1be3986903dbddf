"""Signing up, confirming an address, and profiles."""

import asyncio
import io
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from sqlalchemy import func, select

from social import tables as t
from social.adapters.decoder import process as decoding
from social.app.people import RESERVED, confirmation_link
from tests import files
from tests.browsing import forms, submit
from tests.test_login import app
from tests.world import Person, World

GOOD = {"username": "ann", "email": "ann@example.com", "password": "correct horse", "agreement": "true", "locale": "en"}


async def headers(world: World) -> dict[str, str]:
    """Of an app's own token."""
    made = await app(world)
    data = {**made.both, "grant_type": "client_credentials", "scope": "read write"}
    return {"Authorization": f"Bearer {(await world.client.post('/oauth/token', json=data)).json()['access_token']}"}


async def sign_up(world: World, sent: dict[str, str], **changes: Any) -> httpx.Response:
    """By the API."""
    return await world.client.post("/api/v1/accounts", data={**GOOD, **changes}, headers=sent)


async def test_a_new_person(world: World) -> None:
    """The token works at once and carries the app's scopes."""
    sent = await headers(world)
    answer = await sign_up(world, sent)
    assert answer.status_code == 200
    ann = Person(world, "", "ann", answer.json()["access_token"])
    me = await ann.get("accounts/verify_credentials")
    assert (me["username"], me["display_name"], me["source"]["privacy"]) == ("ann", "", "public")
    assert set(answer.json()["scope"].split()) == {"read", "write"}
    user = await world.row(t.users)
    assert user.password.startswith("$argon2id$")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("username", "", "ERR_BLANK"),
        ("username", "a b", "ERR_INVALID"),
        ("username", "ä", "ERR_INVALID"),
        ("username", "a" * 31, "ERR_TOO_LONG"),
        ("username", "Admin", "ERR_RESERVED"),
        ("username", "TAKEN", "ERR_TAKEN"),
        ("email", "", "ERR_BLANK"),
        ("email", "nobody", "ERR_INVALID"),
        ("email", "a@", "ERR_INVALID"),
        ("email", "a@b\u200b.c", "ERR_INVALID"),
        ("email", "Taken@Example.com", "ERR_TAKEN"),
        ("password", "", "ERR_BLANK"),
        ("password", "short", "ERR_TOO_SHORT"),
        ("password", "x" * 73, "ERR_TOO_LONG"),
        ("agreement", "0", "ERR_ACCEPTED"),
    ],
)
async def test_what_is_wrong_is_named(world: World, field: str, value: str, code: str) -> None:
    """By field and code, and nobody is made."""
    await world.person("taken")
    answer = await sign_up(world, await headers(world), **{field: value})
    assert answer.status_code == 422
    assert {name: [each["error"] for each in found] for name, found in answer.json()["details"].items()} == {field: [code]}
    async with world.services.db.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(t.accounts))).scalar_one() == 1


async def test_everything_wrong_at_once(world: World) -> None:
    """All fields are named; reserved names are folded."""
    answer = await sign_up(world, await headers(world), username="", email="", password="", agreement="")
    assert set(answer.json()["details"]) == {"username", "email", "password", "agreement"}
    assert {name.casefold() for name in RESERVED} == RESERVED


async def test_twenty_at_a_time(world: World) -> None:
    """One wins; the others hear that the name is taken, even one that is spelled like a column."""
    sent = await headers(world)
    for name in ("race", "email"):
        answers = await asyncio.gather(*(sign_up(world, sent, username=name, email=f"{name}{number}@example.com") for number in range(20)))
        assert sorted(each.status_code for each in answers) == [200] + [422] * 19
        assert all(list(each.json()["details"]) == ["username"] for each in answers if each.status_code == 422)
    async with world.services.db.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(t.users))).scalar_one() == 2


@pytest.mark.settings(registrations=False)
async def test_closed(world: World) -> None:
    """403 by API and by form."""
    assert (await sign_up(world, await headers(world))).status_code == 403
    assert (await world.client.get("/auth/sign_up")).status_code == 403


async def test_sign_up_by_form(world: World) -> None:
    """What is wrong is shown, what was typed is kept but for the password; then the app's wish goes on."""
    made = await app(world)
    query = {"client_id": made.client_id, "redirect_uri": "urn:ietf:wg:oauth:2.0:oob", "scope": "read"}
    login = await world.client.get("/oauth/authorize", params=query)
    found = re.search(r'href="(/auth/sign_up\?[^"]+)"', login.text)
    assert found
    page = await world.client.get(found[1].replace("&amp;", "&"))
    typed = {"username": 'x"><script>', "email": "ann@example.com", "password": "correct horse", "agreement": "1"}
    wrong = await submit(world.client, forms(page)[0], **typed)
    assert wrong.status_code == 422
    assert "Username is invalid" in wrong.text
    assert "<script>" not in wrong.text
    assert "correct horse" not in wrong.text
    assert forms(wrong)[0].values["username"] == 'x"><script>'
    right = await submit(world.client, forms(wrong)[0], **{**typed, "username": "ann"})
    assert right.status_code == 303
    consent = await world.client.get(right.headers["location"])
    assert "@ann" in consent.text
    world.client.cookies.clear()
    assert (await submit(world.client, forms(page)[0], **{**typed, "username": "bob"})).status_code == 403


def letters(world: World) -> list[str]:
    """What was sent."""
    folder = world.services.settings.data_dir / "mail"
    return [path.read_text() for path in sorted(folder.glob("*.eml"))] if folder.exists() else []


@pytest.mark.settings(confirm_email=True)
async def test_an_address_is_confirmed(world: World) -> None:
    """Until then the token is refused; the link needs a button, works twice and not with another user or time."""
    answer = await sign_up(world, await headers(world))
    ann = Person(world, "", "ann", answer.json()["access_token"])
    await ann.get("accounts/verify_credentials", 403)
    assert await ann.get("emails/check_confirmation") is False
    await world.settle()
    (letter,) = letters(world)
    assert "To: ann@example.com" in letter
    user = await world.row(t.users)
    link = confirmation_link(world.services, user)
    path = link.removeprefix(world.services.settings.base_url)
    page = await world.client.get(path)
    assert (await world.row(t.users)).confirmed_at is None
    form = forms(page)[0]
    for wrong in ({"user": str(user.id + 1)}, {"expires": "99999999999999"}, {"signature": "0" * 64}):
        assert (await submit(world.client, form, **wrong)).status_code == 422
    assert (await world.row(t.users)).confirmed_at is None
    for _ in range(2):
        assert (await submit(world.client, form)).status_code == 200
    await ann.get("accounts/verify_credentials")
    await ann.post("emails/confirmations", 403)


@pytest.mark.settings(confirm_email=True)
async def test_another_letter(world: World) -> None:
    """Can be asked for; the same message twice is one letter; a link of another address is worth nothing."""
    answer = await sign_up(world, await headers(world))
    ann = Person(world, "", "ann", answer.json()["access_token"])
    await world.settle()
    await ann.post("emails/confirmations")
    await world.settle()
    assert len(letters(world)) == 2
    user = await world.row(t.users)
    form = forms(await world.client.get(confirmation_link(world.services, user).removeprefix(world.services.settings.base_url)))[0]
    await world.change(t.users, user.id, email_key="bob@example.com")
    assert (await submit(world.client, form)).status_code == 422
    assert (await world.row(t.users)).confirmed_at is None


def image(kind: str = "PNG", size: tuple[int, int] = (640, 480), mode: str = "RGB", **more: Any) -> bytes:
    """A picture."""
    out = io.BytesIO()
    Image.new(mode, size, (200, 30, 30) if mode == "RGB" else (200, 30, 30, 90)).save(out, kind, **more)
    return out.getvalue()


async def patch(person: Person, status: int = 200, **request: Any) -> Any:
    """Change one's profile."""
    return await person.call("PATCH", "accounts/update_credentials", status, **request)


async def test_a_profile_is_changed(world: World) -> None:
    """By form and by JSON; everybody sees it, escaped; what wasn't sent stays."""
    ann = await world.person()
    data = {
        "display_name": " Ann <b> ", "note": "Hi <script> https://a.example", "locked": "1", "bot": "true", "discoverable": "0", "indexable": "0",
        "hide_collections": "on", "source[privacy]": "unlisted", "source[sensitive]": "1", "source[language]": "de",
        "fields_attributes[0][name]": "Site", "fields_attributes[0][value]": "https://b.example", "fields_attributes[1][name]": "", "fields_attributes[1][value]": "",
    }  # fmt: skip
    me = await patch(ann, data=data)
    assert me["source"]["privacy"] == "unlisted"
    assert me["source"]["sensitive"] is True
    assert me["source"]["language"] == "de"
    assert me["source"]["note"] == "Hi <script> https://a.example"
    assert [me[name] for name in ("display_name", "locked", "bot", "discoverable", "indexable", "hide_collections")] == [
        "Ann <b>",
        True,
        True,
        False,
        False,
        True,
    ]
    seen = (await world.client.get(f"/api/v1/accounts/{ann.id}")).json()
    assert "<script>" not in seen["note"]
    assert 'href="https://a.example"' in seen["note"]
    assert [each["name"] for each in seen["fields"]] == ["Site"]
    assert "source" not in seen
    again = await patch(
        ann, json={"fields_attributes": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}], "source": {"sensitive": False}}
    )
    assert [each["value"] for each in again["source"]["fields"]] == ["1", "2"]
    assert again["source"]["privacy"] == "unlisted"
    assert again["source"]["sensitive"] is False
    assert again["display_name"] == "Ann <b>"
    chosen = await ann.get("preferences")
    assert chosen["posting:default:visibility"] == "unlisted"
    assert chosen["posting:default:language"] == "de"
    assert (await ann.say("quiet"))["visibility"] == "unlisted"


async def test_a_profile_links_tags_and_addresses(world: World) -> None:
    """The note in paragraphs, the table without; names are left as they are, since they may be nobody's."""
    ann = await world.person()
    me = await patch(
        ann, json={"note": f"I #Knit, says @{ann.username}", "fields_attributes": [{"name": "Site", "value": "https://b.example #ई"}]}
    )
    link = 'class="mention hashtag" rel="tag">#<span>'
    assert me["note"] == f'<p>I <a href="http://localhost:3000/tags/knit" {link}Knit</span></a>, says @{ann.username}</p>'
    assert me["fields"][0]["value"] == (
        '<a href="https://b.example" rel="nofollow noopener noreferrer" target="_blank">b.example</a> '
        f'<a href="http://localhost:3000/tags/%E0%A4%88" {link}ई</span></a>'
    )


@pytest.mark.parametrize(("role", "bits"), [("user", "0"), ("moderator", "1552"), ("admin", "1048575")])
async def test_the_permissions_of_a_role_are_mastodons_bits(world: World, role: str, bits: str) -> None:
    """Reports, appeals and users for moderators; everything for admins."""
    me = await (await world.person(role=role)).get("accounts/verify_credentials")
    assert me["role"]["permissions"] == bits


@pytest.mark.parametrize(
    "change",
    [
        {"display_name": "x" * 31},
        {"note": "x" * 501},
        {"source": {"privacy": "secret"}},
        {"fields_attributes": [{"name": str(number), "value": "x"} for number in range(5)]},
        {"fields_attributes": [{"name": "x" * 256, "value": "x"}]},
        {"locked": "perhaps"},
        {"avatar": "https://a.example/picture.png"},
    ],
)
async def test_a_profile_that_is_refused(world: World, change: dict[str, Any]) -> None:
    """422, and nothing of it is kept."""
    ann = await world.person()
    await patch(ann, 422, json={"note": "new", **change})
    assert (await world.row(t.accounts)).note == ""


async def test_pictures_are_made_anew(world: World) -> None:
    """Cropped, without metadata; the one before goes; both can be taken off."""
    ann = await world.person()
    exif = Image.Exif()
    exif[0x010E] = "a secret place"
    me = await patch(
        ann,
        files={
            "avatar": ("me.txt", image("JPEG", exif=exif), "text/plain"),
            "header": ("h.png", image(size=(1600, 600), mode="RGBA"), "image/png"),
        },
    )
    row = await world.row(t.accounts)
    assert me["avatar"].endswith(row.avatar)
    avatar, header = await world.services.blob.get(row.avatar), await world.services.blob.get(row.header)
    assert b"a secret place" not in avatar
    assert [Image.open(io.BytesIO(data)).size for data in (avatar, header)] == [(400, 400), (1500, 500)]
    await patch(ann, files={"avatar": ("me.gif", image("GIF"), "image/gif")})
    with pytest.raises(KeyError):
        await world.services.blob.get(row.avatar)
    assert (await world.services.blob.get((await world.row(t.accounts)).avatar))[:2]
    gone = await ann.call("DELETE", "profile/avatar")
    assert gone["avatar"].endswith("/static/avatar-missing.png")
    assert gone["header"].endswith(row.header)
    assert (await ann.call("DELETE", "profile/header"))["header"].endswith("/static/header-missing.png")
    assert await world.services.blob.list("") == []


@pytest.mark.settings(image_bytes=20_000, image_pixels=1_000_000)
@pytest.mark.parametrize(
    "data",
    [
        b"GIF89a but no picture",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"",
        image()[:60],
        image("PNG", (2000, 2000)),
        image("BMP", (60, 60)),
        image("PNG", (10, 10)) + b"x" * 20_000,
    ],
    ids=["text", "svg", "nothing", "half", "pixels", "bmp", "bytes"],
)
async def test_what_is_no_picture(world: World, data: bytes) -> None:
    """422 whatever it calls itself, and nothing is kept."""
    ann = await world.person()
    await patch(ann, 422, data={"note": "new"}, files={"avatar": ("a.png", data, "image/png")})
    row = await world.row(t.accounts)
    assert (row.avatar, row.note) == (None, "")
    assert await world.services.blob.list("") == []


HOSTILE = {**{name: made for name, (_, _, made) in files.REFUSED.items()}, **files.FAILED}


@pytest.mark.parametrize("case", HOSTILE)
async def test_hostile_pictures_are_refused(world: World, case: str) -> None:
    """Whatever uploads refuse, profiles refuse: bombs, damaged files, and what lies about its type. What was there stays."""
    ann = await world.person()
    data = HOSTILE[case]()
    before = await patch(ann, files={"avatar": ("a.png", files.image("PNG"), "image/png")})
    for name in ("avatar", "header"):
        refused = await patch(ann, 422, files={name: ("a.png", data, "image/png")})
        assert refused["error"].startswith("Validation failed: ")
    assert (await ann.get("accounts/verify_credentials"))["avatar"] == before["avatar"]
    assert len(await world.services.blob.list("")) == 1


async def test_pictures_that_are_pages_as_well_are_only_pictures(world: World) -> None:
    """What hangs behind the points of a picture doesn't come along."""
    ann = await world.person()
    me = await patch(ann, files={name: ("a.html", files.image() + files.HTML, "text/html") for name in ("avatar", "header")})
    for name in ("avatar", "header"):
        answer = await world.client.get(me[name])
        assert answer.headers["content-type"] == "image/jpeg"
        assert files.HTML not in answer.content


async def test_pictures_are_decoded_in_a_process_of_their_own(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """With no secrets; a file that hangs it is given up, and one that ends it ends nothing else."""
    script = tmp_path / "child.py"
    monkeypatch.setattr(decoding, "SCRIPT", script)
    monkeypatch.setenv("SOCIAL_SECRET_KEY", "SECRET")
    told = "import json, os; print(json.dumps({'refused': ' '.join(os.environ)}))"
    ann = await world.person()
    for text, reason in ((told, "PATH"), ("import os; os.abort()", "can't be decoded"), ("import time; time.sleep(60)", "too long")):
        if reason == "too long":
            monkeypatch.setattr(decoding, "PICTURE_SECONDS", 1)
            monkeypatch.setattr(decoding, "GRACE_SECONDS", 0)
        script.write_text(text)
        for name in ("avatar", "header"):
            refused = await patch(ann, 422, files={name: ("a.jpg", files.image(), "image/jpeg")})
            assert reason in refused["error"]
            assert "SOCIAL" not in refused["error"]
    assert await world.services.blob.list("") == []


async def test_finding_people(world: World) -> None:
    """By id, by several ids in their order, and by name in any case."""
    ann, bob = await world.people(2)
    assert (await world.client.get(f"/api/v1/accounts/{ann.id}")).json()["username"] == ann.username
    found = (
        await world.client.get("/api/v1/accounts", params=[("id[]", bob.id), ("id[]", "1"), ("id[]", ann.id), ("id[]", bob.id)])
    ).json()
    assert [each["id"] for each in found] == [bob.id, ann.id]
    for acct in (ann.username, f"@{ann.username.upper()}", f"{ann.username}@localhost:3000", f"{ann.username}@LOCALHOST:3000"):
        assert (await world.client.get("/api/v1/accounts/lookup", params={"acct": acct})).json()["id"] == ann.id
    for acct in ("nobody", f"{ann.username}@other.example"):
        assert (await world.client.get("/api/v1/accounts/lookup", params={"acct": acct})).status_code == 404
    assert (await world.client.get("/api/v1/accounts/12345")).status_code == 404
    assert (await world.client.get("/api/v1/accounts/nonsense")).status_code == 404


async def test_a_token_that_comes_along_must_fit(world: World) -> None:
    """Routes for everybody still look at the scope of a token: it would show more than the app was given."""
    narrow = await world.person(scopes="write:media")
    assert (await world.client.get(f"/api/v1/accounts/{narrow.id}", headers=narrow.headers)).status_code == 403
    assert (await world.client.get(f"/api/v1/accounts/{narrow.id}", headers={"Authorization": "Bearer nonsense"})).status_code == 401


async def test_pages_of_people_and_posts(world: World) -> None:
    """What everybody may read, escaped; nothing else, and nothing of those who are suspended."""
    ann = await world.person()
    await patch(ann, json={"display_name": "<i>Ann</i>", "note": "<u>note</u>"})
    shown = await ann.say("for <all> #tag", spoiler_text="<warning>")
    hidden = await ann.say("for followers alone", visibility="private")
    page = await world.client.get(f"/@{ann.username}")
    assert page.status_code == 200
    assert "for &lt;all&gt;" in page.text
    assert "&lt;i&gt;Ann" in page.text
    assert "<warning>" not in page.text
    assert "<u>" not in page.text
    assert "for followers" not in page.text
    assert (await world.client.get(httpx.URL(shown["url"]).path)).status_code == 200
    for path in (httpx.URL(hidden["url"]).path, f"/@{ann.username}/1", f"/@{ann.username}/x", "/@nobody", f"/@nobody/{shown['id']}"):
        answer = await world.client.get(path, headers=ann.headers)
        assert answer.status_code == 404, path
        assert answer.headers["content-type"].startswith("text/html")
    await world.change(t.accounts, int(ann.id), state="suspended")
    assert (await world.client.get(f"/@{ann.username}")).status_code == 404


async def test_the_instance(world: World) -> None:
    """Both forms with and without a slash; the version parses; the probes of clients are answered."""
    ann = await world.person()
    await ann.say("one")
    for path in ("/api/v1/instance", "/api/v1/instance/"):
        one = (await world.client.get(path)).json()
        assert one["version"].split(" ")[0] == "4.2.0"
        assert one["uri"] == "localhost:3000"
        assert one["stats"]["status_count"] == 1
    for path in ("/api/v2/instance", "/api/v2/instance/"):
        two = (await world.client.get(path)).json()
        assert two["domain"] == "localhost:3000"
        assert two["usage"]["users"]["active_month"] == 1
        assert two["configuration"]["urls"]["streaming"] == "ws://localhost:3000"
        assert two["registrations"]["enabled"] is True
    assert (await world.client.get("/api/v1/instance/rules")).json() == one["rules"]
    assert (await world.client.get("/api/v1/instance/peers")).json() == []
    weeks = (await world.client.get("/api/v1/instance/activity")).json()
    assert len(weeks) == 12
    assert weeks[0] == {**weeks[0], "statuses": "1", "registrations": "1", "logins": "1"}
    assert weeks[1]["statuses"] == "0"
    for name in ("extended_description", "privacy_policy"):
        assert (await world.client.get(f"/api/v1/instance/{name}")).json()["content"].startswith("<p>")
    link = (await world.client.get("/.well-known/nodeinfo")).json()["links"][0]["href"]
    about = (await world.client.get(httpx.URL(link).path)).json()
    assert about["protocols"] == []
    assert about["usage"]["localPosts"] == 1
    assert (await world.client.get("/nodeinfo/9.9")).status_code == 404


async def test_pictures_of_those_who_have_none(world: World) -> None:
    """They are there, and they are pictures."""
    ann = await world.person()
    me = await ann.get("accounts/verify_credentials")
    thumbnail = (await world.client.get("/api/v1/instance")).json()["thumbnail"]
    for address in (me["avatar"], me["header"], thumbnail):
        answer = await world.client.get(httpx.URL(address).path)
        assert answer.headers["content-type"] == "image/png"
        Image.open(io.BytesIO(answer.content)).verify()
    assert (await world.client.get("/static/..%2Fsecret.key")).status_code == 404
