"""Keyword filters in both versions of the API: in the older one every keyword is a filter of its own."""

from typing import Any

from social import tables as t
from social.app import filtering
from social.app.filtering import FilterWish, Kept, KeywordWish
from social.app.render.filters import filter_entity, filtered_status, keyword, older
from social.domain.errors import Invalid
from social.http.params import Params
from social.http.routing import Call, Parameter, route, scope

Entity = dict[str, Any]
MOST_SECONDS = 100 * 365 * 86_400
_READ, _WRITE = scope("read:filters"), scope("write:filters")
_FILTER = (
    Parameter("title"), Parameter("context", "array"), Parameter("filter_action", enum=filtering.ACTIONS),
    Parameter("expires_in", "integer"), Parameter("keywords_attributes", "array"),
)  # fmt: skip
_KEYWORD = (Parameter("keyword"), Parameter("whole_word", "boolean"))
_OLDER = (
    Parameter("phrase"), Parameter("context", "array"), Parameter("irreversible", "boolean"), Parameter("whole_word", "boolean"),
    Parameter("expires_in", "integer"),
)  # fmt: skip


def _seconds(params: Params) -> int | None:
    """None if nothing was said; 0 for good."""
    return params.number("expires_in", 0, most=MOST_SECONDS) if "expires_in" in params else None


def _contexts(params: Params) -> tuple[str, ...] | None:
    return tuple(params.many("context", most=20)) if "context" in params else None


def _wish(params: Params) -> FilterWish:
    return FilterWish(params.text("title"), _contexts(params), params.text("filter_action"), _seconds(params))


def _keyword(params: Params) -> KeywordWish:
    return KeywordWish(
        params.text("keyword"), params.flag("whole_word"), params.id("id"), remove=bool(params.flag("_destroy", default=False))
    )


async def _save(call: Call, filter_id: int | None) -> Entity:
    keywords = [_keyword(each) for each in call.params.members("keywords_attributes")]
    return filter_entity(await filtering.save(call.services, call.account.id, filter_id, _wish(call.params), keywords))


# --- the newer version --------------------------------------------------------------------------------------------------------------
@route("GET", "/api/v2/filters", _READ)
async def index(call: Call) -> list[Entity]:
    """Own filters."""
    async with call.services.db.read() as connection:
        return [filter_entity(each) for each in await filtering.own(connection, call.account.id)]


@route("POST", "/api/v2/filters", _WRITE, takes=_FILTER)
async def create(call: Call) -> Entity:
    """Make a filter."""
    return await _save(call, None)


@route("GET", "/api/v2/filters/keywords/{id}", _READ)
async def show_keyword(call: Call) -> Entity:
    """One keyword."""
    async with call.services.db.read() as connection:
        return keyword(await filtering.part(connection, t.filter_keywords, call.account.id, call.path_id()))


@route("PUT", "/api/v2/filters/keywords/{id}", _WRITE, takes=_KEYWORD)
async def change_keyword(call: Call) -> Entity:
    """Change a keyword."""
    wish = KeywordWish(call.params.text("keyword"), call.params.flag("whole_word"), call.path_id())
    return keyword(await filtering.change_keyword(call.services, call.account.id, wish))


@route("DELETE", "/api/v2/filters/keywords/{id}", _WRITE)
async def remove_keyword(call: Call) -> Entity:
    """Remove a keyword."""
    await filtering.remove_part(call.services, t.filter_keywords, call.account.id, call.path_id())
    return {}


@route("GET", "/api/v2/filters/statuses/{id}", _READ)
async def show_status(call: Call) -> Entity:
    """One post that is filtered."""
    async with call.services.db.read() as connection:
        return filtered_status(await filtering.part(connection, t.filter_statuses, call.account.id, call.path_id()))


@route("DELETE", "/api/v2/filters/statuses/{id}", _WRITE)
async def remove_status(call: Call) -> Entity:
    """No longer filter a post."""
    await filtering.remove_part(call.services, t.filter_statuses, call.account.id, call.path_id())
    return {}


@route("GET", "/api/v2/filters/{id}", _READ)
async def show(call: Call) -> Entity:
    """One filter."""
    async with call.services.db.read() as connection:
        return filter_entity(await filtering.find(connection, call.account.id, call.path_id()))


@route("PUT", "/api/v2/filters/{id}", _WRITE, takes=_FILTER)
async def change(call: Call) -> Entity:
    """Change a filter."""
    return await _save(call, call.path_id())


@route("DELETE", "/api/v2/filters/{id}", _WRITE)
async def remove(call: Call) -> Entity:
    """Forget a filter."""
    await filtering.remove(call.services, call.account.id, call.path_id())
    return {}


@route("GET", "/api/v2/filters/{id}/keywords", _READ)
async def keywords(call: Call) -> list[Entity]:
    """Keywords of a filter."""
    async with call.services.db.read() as connection:
        return [keyword(each) for each in (await filtering.find(connection, call.account.id, call.path_id())).keywords]


@route("POST", "/api/v2/filters/{id}/keywords", _WRITE, takes=_KEYWORD)
async def add_keyword(call: Call) -> Entity:
    """Add a keyword."""
    wish = KeywordWish(call.params.text("keyword"), call.params.flag("whole_word"))
    return keyword(await filtering.add_keyword(call.services, call.account.id, call.path_id(), wish))


@route("GET", "/api/v2/filters/{id}/statuses", _READ)
async def statuses(call: Call) -> list[Entity]:
    """Posts of a filter."""
    async with call.services.db.read() as connection:
        return [filtered_status(each) for each in (await filtering.find(connection, call.account.id, call.path_id())).statuses]


@route("POST", "/api/v2/filters/{id}/statuses", _WRITE, takes=(Parameter("status_id", required=True),))
async def add_status(call: Call) -> Entity:
    """Filter a post."""
    return filtered_status(await filtering.add_status(call.services, call.account.id, call.path_id(), call.params.id("status_id") or 0))


# --- the older version --------------------------------------------------------------------------------------------------------------
def _older(kept: Kept, number: int) -> Entity:
    return next(older(kept, each) for each in kept.keywords if each.id == number)


async def _of_keyword(call: Call, connection: Any) -> Kept:
    row = await filtering.part(connection, t.filter_keywords, call.account.id, call.path_id())
    return await filtering.find(connection, call.account.id, row.filter_id)


@route("GET", "/api/v1/filters", _READ)
async def older_index(call: Call) -> list[Entity]:
    """Own keywords."""
    async with call.services.db.read() as connection:
        return [older(kept, each) for kept in await filtering.own(connection, call.account.id) for each in kept.keywords]


@route("POST", "/api/v1/filters", _WRITE, takes=_OLDER)
async def older_create(call: Call) -> Entity:
    """Make a filter of one keyword."""
    params = call.params
    phrase = params.required("phrase", most=200)
    wish = FilterWish(phrase, _contexts(params) or (), "hide" if params.flag("irreversible") else "warn", _seconds(params))
    words = [KeywordWish(phrase, bool(params.flag("whole_word", default=False)))]
    kept = await filtering.save(call.services, call.account.id, None, wish, words)
    return _older(kept, kept.keywords[0].id)


@route("GET", "/api/v1/filters/{id}", _READ)
async def older_show(call: Call) -> Entity:
    """One keyword."""
    async with call.services.db.read() as connection:
        return _older(await _of_keyword(call, connection), call.path_id())


@route("PUT", "/api/v1/filters/{id}", _WRITE, takes=_OLDER)
async def older_change(call: Call) -> Entity:
    """Change a keyword; what several keywords share can't be changed through one of them."""
    params, hide = call.params, call.params.flag("irreversible")
    async with call.services.db.read() as connection:
        before = await _of_keyword(call, connection)
    phrase = params.text("phrase", most=200)
    alone = len(before.keywords) == 1
    wish = FilterWish(phrase if alone else None, _contexts(params), None if hide is None else "hide" if hide else "warn", _seconds(params))
    same = (
        (wish.contexts is None or list(wish.contexts) == before.row.contexts)
        and wish.action in (None, before.row.action)
        and not wish.seconds
    )
    if not alone and not same:
        raise Invalid("Validation failed: These parameters apply to several keywords; change them through the newer API")
    changed = KeywordWish(phrase, params.flag("whole_word"), call.path_id())
    kept = await filtering.save(call.services, call.account.id, before.row.id, wish if alone else FilterWish(), [changed])
    return _older(kept, call.path_id())


@route("DELETE", "/api/v1/filters/{id}", _WRITE)
async def older_remove(call: Call) -> Entity:
    """Remove a keyword, and its filter with the last one."""
    async with call.services.db.read() as connection:
        kept = await _of_keyword(call, connection)
    if len(kept.keywords) == 1 and not kept.statuses:
        await filtering.remove(call.services, call.account.id, kept.row.id)
    else:
        await filtering.remove_part(call.services, t.filter_keywords, call.account.id, call.path_id())
    return {}
