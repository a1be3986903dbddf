"""What a browser sees: people, posts, signing up, confirming an address, and the pictures of those who have none."""

import io
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from PIL import Image, ImageDraw
from sqlalchemy import select
from sqlalchemy.engine import Row
from starlette.responses import Response

from social import tables as t
from social.app.oauth import WISH
from social.app.people import confirm, open_door, sign_up
from social.app.profiles import by_name
from social.app.render.accounts import account
from social.app.render.common import status_url, time
from social.app.seeing import find, visible
from social.domain.errors import Forbidden, Invalid, NotFound, Refused
from social.domain.text import html
from social.http.api.accounts import newcomer
from social.http.browser import Browser, browser, check_form, form_field, logged_in, remember
from social.http.html import Markup, hidden, joined, markup, page, pages, redirect
from social.http.routing import ANYBODY, Call, Parameter, route

POSTS = 20
# Size, background and foreground of the pictures of those who have none.
_STATIC = {
    "avatar-missing.png": (400, 400, "#8b93b5", "#e6e8f2"),
    "header-missing.png": (1500, 500, "#c9cde0", "#c9cde0"),
    "thumbnail.png": (1200, 630, "#5d67d8", "#e6e8f2"),
}


@route("GET", "/@{username}", ANYBODY)
@pages
async def person(call: Call) -> Response:
    """Somebody's page, with what everybody may read."""
    row = await _person(call)
    shown = account(call.services, row)
    wanted = (
        select(t.statuses)
        .where(t.statuses.c.account_id == row.id, visible(None), t.statuses.c.boost_of_id.is_(None))
        .order_by(t.statuses.c.id.desc())
        .limit(POSTS)
    )
    async with call.services.db.read() as connection:
        posts = list(await connection.execute(wanted))
    body = markup(
        '<p><img class="avatar" src="{avatar}" alt=""> <strong>@{acct}</strong></p>{note}'
        "<p><small>{followers} followers · {following} following · {posts} posts</small></p>{articles}",
        avatar=shown["avatar"], acct=f"{shown['acct']}@{call.services.settings.domain}", note=Markup(shown["note"]),
        followers=shown["followers_count"], following=shown["following_count"], posts=shown["statuses_count"],
        articles=joined([_article(call, row, post) for post in posts]),
    )  # fmt: skip
    return page(call, shown["display_name"] or shown["username"], body)


@route("GET", "/@{username}/{id}", ANYBODY)
@pages
async def post(call: Call) -> Response:
    """One post that everybody may read."""
    row, status_id = await _person(call), call.path_id()
    async with call.services.db.read() as connection:
        found = await find(connection, status_id, None)
    if found.account_id != row.id or found.boost_of_id is not None:
        raise NotFound
    return page(call, row.display_name or row.username, _article(call, row, found))


async def _person(call: Call) -> Row[Any]:
    """Whose page it is; those who were suspended or erased have none."""
    row = await by_name(call.services, call.path("username"))
    if row.state in ("suspended", "erasing"):
        raise NotFound
    return row


def _article(call: Call, author: Row[Any], row: Row[Any]) -> Markup:
    """A post. `html` was made from escaped text when it was written."""
    warning = markup("<p><strong>{text}</strong></p>", text=row.spoiler_text) if row.spoiler_text else Markup("")
    address = status_url(call.services, author.username, row.id)
    media = markup("<p><small>{number} attachments</small></p>", number=len(row.media_ids)) if row.media_ids else Markup("")
    return markup(
        '<article>{warning}{text}{media}<small><a href="{address}">{time}</a></small></article>',
        warning=warning, text=Markup(row.html), media=media, address=address, time=time(row.created_at),
    )  # fmt: skip


@route("GET", "/auth/sign_up", ANYBODY)
@pages
async def sign_up_form(call: Call) -> Response:
    """The form for new people."""
    found = await browser(call)
    return remember(call, _sign_up_page(call, found, {}), found)


@route(
    "POST", "/auth/sign_up", ANYBODY, limit="signups",
    takes=tuple(Parameter(name, required=True) for name in ("username", "email", "password", "agreement", "form_token")),
)  # fmt: skip
@pages
async def signed_up(call: Call) -> Response:
    """Sign up by form, and go on to what an app asked for."""
    found = await browser(call)
    check_form(call, found, "sign up")
    try:
        user = await sign_up(call.services, newcomer(call.params))
    except Invalid as refusal:
        return _sign_up_page(call, found, dict(refusal.details or {}), 422)
    if user.confirmed_at is None:
        return page(call, "Nearly there", markup("<p>Open the link in the letter that we sent to you.</p>"))
    wish = _wish(call)
    if not wish:
        return remember(call, page(call, "Welcome", markup("<p>Open an app of your choice and log in.</p>")), logged_in(user))
    return remember(call, redirect(f"/oauth/authorize?{urlencode(wish)}"), logged_in(user))


def _sign_up_page(call: Call, found: Browser, wrong: dict[str, Any], status: int = 200) -> Response:
    if not open_door(call.services):
        raise Forbidden("This server doesn't take new people at the moment")
    given = {name: call.params.text(name, "", most=400) for name in ("username", "email")} if status != 200 else {}
    texts = [
        markup('<p class="wrong">{name} {text}</p>', name=name.capitalize(), text=each[0]["description"]) for name, each in wrong.items()
    ]
    rules = joined([markup("<li>{rule}</li>", rule=rule) for rule in call.services.settings.rules])
    body = markup(
        '{wrong}<form method="post" action="/auth/sign_up">{token}{wish}'
        '<label>Name<input name="username" value="{username}" maxlength="30" autocomplete="username" required></label>'
        '<label>E-mail address<input name="email" type="email" value="{email}" autocomplete="email" required></label>'
        '<label>Password<input name="password" type="password" minlength="8" maxlength="72" autocomplete="new-password" required></label>'
        '<ol>{rules}</ol><label><input name="agreement" type="checkbox" value="1" required> I agree to the rules</label>'
        "<button>Sign up</button></form>",
        wrong=joined(texts), token=form_field(call, found, "sign up"), wish=hidden(_wish(call)), username=given.get("username"),
        email=given.get("email"), rules=rules,
    )  # fmt: skip
    return page(call, "Create an account", body, status)


def _wish(call: Call) -> dict[str, str]:
    """What an app asked for before somebody chose to sign up."""
    found = {name: call.params.text(name, most=2000) for name in WISH}
    return {name: value for name, value in found.items() if value}


@route("GET", "/auth/confirm", ANYBODY)
@pages
async def confirm_form(call: Call) -> Response:
    """The page behind the link of a letter. Mail programs open links by themselves, so that it takes a button."""
    found = await browser(call)
    values = {name: call.params.required(name, most=100) for name in ("user", "expires", "signature")}
    body = markup(
        '<form method="post" action="/auth/confirm">{token}{values}<button>Confirm my address</button></form>',
        token=form_field(call, found, "confirm"), values=hidden(values),
    )  # fmt: skip
    return remember(call, page(call, "Confirm your address", body), found)


@route(
    "POST", "/auth/confirm", ANYBODY, takes=tuple(Parameter(name, required=True) for name in ("user", "expires", "signature", "form_token"))
)
@pages
async def confirmed(call: Call) -> Response:
    """Confirm an address."""
    found = await browser(call)
    check_form(call, found, "confirm")
    user_id, expires = call.params.id("user"), call.params.id("expires")
    if user_id is None or expires is None:
        raise Refused("This link is wrong")
    await confirm(call.services, user_id, expires, call.params.required("signature", most=100))
    return page(call, "Confirmed", markup("<p>Your address is confirmed. You can go back to your app.</p>"))


@route("GET", "/static/{name}", ANYBODY)
async def static(call: Call) -> Response:
    """Pictures of those who have none."""
    name = call.path("name")
    if name not in _STATIC:
        raise NotFound
    return Response(_drawn(name), headers={"Cache-Control": "public, max-age=604800"}, media_type="image/png")


@lru_cache(len(_STATIC))
def _drawn(name: str) -> bytes:
    """A head and shoulders."""
    width, height, background, foreground = _STATIC[name]
    image = Image.new("RGB", (width, height), background)
    draw, middle, unit = ImageDraw.Draw(image), width // 2, height // 8
    draw.ellipse((middle - unit * 3 // 2, unit * 3 // 2, middle + unit * 3 // 2, unit * 9 // 2), foreground)
    draw.ellipse((middle - unit * 3, unit * 5, middle + unit * 3, unit * 12), foreground)
    out = io.BytesIO()
    image.quantize(16).save(out, "PNG", optimize=True)
    return out.getvalue()


@route("HEAD", "/", ANYBODY)
@route("GET", "/", ANYBODY)
@route("GET", "/about", ANYBODY)
@pages
async def about(call: Call) -> Response:
    """What this server is, for people."""
    settings = call.services.settings
    rules = joined([markup("<li>{rule}</li>", rule=rule) for rule in settings.rules])
    body = markup("{text}<h2>Rules</h2><ol>{rules}</ol>", text=Markup(html(settings.description)), rules=rules)
    return page(call, settings.title, body)
