"""Pages by id: max_id, since_id, min_id and limit in, a Link header out. `next` comes first: a client's pattern wants it there."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from social.http.routing import Call


@dataclass(frozen=True)
class Page:
    """Exclusive bounds. With `above_first` the ids nearest above `above` are wanted (min_id), else the newest ones."""

    below: int | None
    above: int | None
    above_first: bool
    limit: int


def page(call: Call, *, usual: int = 20, most: int = 40) -> Page:
    """The page that a request asks for."""
    params = call.params
    below, since, least = params.id("max_id"), params.id("since_id"), params.id("min_id")
    limit = params.number("limit", usual, least=1, most=most) or usual
    return Page(below, least if least is not None else since, least is not None, limit)


def link(call: Call, ids: Sequence[int], wanted: Page) -> None:
    """Set the Link header from the first and last id of a page, newest first."""
    if not ids:
        return
    kept = [
        (name, value)
        for name, value in call.request.query_params.multi_items()
        if name not in ("max_id", "since_id", "min_id", "access_token")
    ]
    base = f"{call.services.settings.base_url}{quote(call.request.scope['path'])}"
    parts = []
    if len(ids) >= wanted.limit or wanted.above_first:
        parts.append(f'<{base}?{urlencode([*kept, ("max_id", ids[-1])])}>; rel="next"')
    parts.append(f'<{base}?{urlencode([*kept, ("min_id", ids[0])])}>; rel="prev"')
    call.headers["Link"] = ", ".join(parts)
