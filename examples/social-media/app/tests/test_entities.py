"""The schemas themselves: every route has one, and they notice what is missing."""

import copy
import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from social.http import api
from social.http.routing import ROUTES
from tests import schemas
from tests.world import World

# Answers that are no entities: documents for machines, streams, pages, files, and lists of plain values.
PLAIN = (
    "/health",
    "/metrics",
    "/media",
    "/static",
    "/@",
    "/auth",
    "/about",
    "/.well-known",
    "/nodeinfo",
    "/oauth/authorize",
    "/api/v1/streaming",
)


def test_every_route_has_an_answer() -> None:
    """A new route has to say which entity it answers with; `-` for none."""
    assert api
    own = ("/api/x/v1/admin", "/api/x/v1/streaming", "/api/v1/admin/accounts/{id}/")
    missing = [
        route.name
        for route in ROUTES
        if (route.method, route.path) not in schemas.TABLE and route.path != "/" and not route.path.startswith((*PLAIN, *own))
    ]
    assert missing == []


@pytest.mark.parametrize("file", sorted(schemas.FOLDER.glob("*.json")), ids=lambda file: file.stem)
def test_schemas_are_schemas(file: Any) -> None:
    """And each is used, by a route or by another schema."""
    schema = json.loads(file.read_text())
    Draft202012Validator.check_schema(schema)
    assert schema["title"] == file.stem
    used = {name for answer in schemas.TABLE.values() for name in answer.strip("[]").split("|")} | {"Error"}
    others = "".join(other.read_text() for other in schemas.FOLDER.glob("*.json"))
    assert file.stem in used or f'"{file.stem}.json"' in others


async def test_a_missing_field_is_noticed(world: World) -> None:
    """Of the post itself and of what is in it; for people with a token also their own marks."""
    ann = await world.person()
    post = await ann.say("whole")
    path = f"/api/v1/statuses/{post['id']}"
    assert schemas.complaints("GET", path, 200, post, authenticated=True) == []
    for where in ([], ["account"]):
        inner = post
        for name in where:
            inner = inner[name]
        for field in inner:
            if field in {"pinned", "hide_collections", "indexable", "noindex_"}:
                continue
            broken = copy.deepcopy(post)
            place = broken
            for name in where:
                place = place[name]
            del place[field]
            assert schemas.complaints("GET", path, 200, broken, authenticated=True), field
    marks = {"favourited", "reblogged", "muted", "bookmarked", "filtered"}
    bare = {name: value for name, value in post.items() if name not in marks}
    assert schemas.complaints("GET", path, 200, bare, authenticated=False) == []
    assert len(schemas.complaints("GET", path, 200, bare, authenticated=True)) == len(marks)
