"""The application: the table of routes behind authentication, limits and one way of answering errors."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from types import SimpleNamespace
from typing import Any

import orjson
from fastapi import FastAPI
from sqlalchemy import Row, Table, bindparam, select
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import Response

from social import __version__
from social import tables as t
from social.app.logins import by_id_token
from social.app.oauth import digest
from social.app.services import Services
from social.domain.errors import OAuthRefused, Refused, Unauthenticated
from social.http import params as parameters
from social.http.document import describe
from social.http.gate import Gate
from social.http.limits import limited
from social.http.observe import Observe
from social.http.routing import ANYBODY, ROUTES, Call, Route, Viewer, check, json
from social.stream.hub import Hub
from social.telemetry import product

TOUCH_MS = 600_000
MOST_FORM = 100_000
HUNG_UP = 499  # nobody reads it, but log and metrics tell it from faults


def build(services: Services) -> FastAPI:
    """The application of one process."""
    import social.http.api  # noqa: F401 - registers the routes
    from social.http.api import streaming

    app = FastAPI(title=services.settings.title, version=__version__, docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    app.state.services = services
    app.state.hub = Hub(services)
    endpoints = [(found, _endpoint(found, services)) for found in ROUTES]
    for found, endpoint in endpoints:
        app.add_api_route(found.path, endpoint, methods=[found.method], name=found.name, **describe(found))
    # Clients write some paths with a slash at the end; a redirect would lose their body. The server leaves out the body for HEAD, which
    # a stream would never end for. Both are rare, so they are looked through last.
    for found, endpoint in endpoints:
        if not found.path.endswith("/"):
            app.add_api_route(f"{found.path}/", endpoint, methods=[found.method], include_in_schema=False)
        if found.method == "GET" and not found.path.startswith(streaming.SOCKET):
            app.add_api_route(found.path, endpoint, methods=["HEAD"], include_in_schema=False)
    for path in (streaming.SOCKET, f"{streaming.SOCKET}/"):
        app.add_api_websocket_route(path, streaming.socket)
    app.router.redirect_slashes = False
    app.add_exception_handler(HTTPException, _unrouted)
    app.add_exception_handler(Exception, _broken)
    app.add_middleware(Gate, services=services)
    app.add_middleware(Observe)
    return app


def _endpoint(found: Route, services: Services) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            return await _answer(found, services, request)
        except Refused as refusal:
            return refused(refusal)
        except ClientDisconnect:
            return Response(status_code=HUNG_UP)

    return endpoint


async def _answer(found: Route, services: Services, request: Request) -> Response:
    try:
        # Routes without a limit are asked by machines, whose tokens are not ours.
        anonymous = found.limit == "none" or (found.access is ANYBODY and "authorization" not in request.headers)
        viewer = None if anonymous else await authenticate(services, bearer(request) or await _in_form(found, request))
    except Unauthenticated:
        # Guesses at tokens count, too.
        await limited(services, request, None, found.limit)
        raise
    headers = await limited(services, request, viewer, found.limit)
    try:
        return await _called(found, services, request, viewer, headers)
    except Refused as refusal:
        refusal.headers = {**headers, **refusal.headers}
        raise


async def _called(found: Route, services: Services, request: Request, viewer: Viewer | None, headers: dict[str, str]) -> Response:
    check(found.access, viewer)
    given = await parameters.read(request) if found.reads_body else parameters.Params(parameters.tree(request.query_params.multi_items()))
    call = Call(request, services, viewer, given)
    result = await found.handler(call)
    product.happened(services, found.method, found.path, None if viewer is None or viewer.account is None else viewer.account.id)
    response = result if isinstance(result, Response) else json(result)
    for name, value in {**headers, **call.headers}.items():
        response.headers[name] = value
    return response


async def _unrouted(_request: Request, error: Exception) -> Response:
    """Paths and methods that aren't there, in the same form as every refusal."""
    assert isinstance(error, HTTPException)  # noqa: S101 - it is registered for these
    return json({"error": "Record not found" if error.status_code == 404 else error.detail}, error.status_code, error.headers)


async def _broken(_request: Request, _error: Exception) -> Response:
    """A fault of ours: the log has what it was."""
    return json({"error": "Something went wrong on our side"}, 500)


def refused(refusal: Refused) -> Response:
    """A refusal in the API's form."""
    body: dict[str, Any] = {"error": refusal.message}
    if isinstance(refusal, OAuthRefused):
        body = {"error": refusal.name, "error_description": refusal.message}
    if refusal.details:
        body["details"] = refusal.details
    return json(body, refusal.code, refusal.headers)


def bearer(request: HTTPConnection) -> str | None:
    """The token of a request: in the header, or `access_token` in the query."""
    header = request.headers.get("authorization", "")
    kind, _, token = header.partition(" ")
    if kind.lower() == "bearer" and token.strip():
        return token.strip()
    return request.query_params.get("access_token") or None


async def _in_form(found: Route, request: Request) -> str | None:
    """`access_token` in a small form. It is read before anybody is known, so that a large one must bring its token elsewhere."""
    length = request.headers.get("content-length", "")
    if found.access is ANYBODY or not found.reads_body or not length.isdecimal() or int(length) > MOST_FORM:
        return None
    if not request.headers.get("content-type", "").lower().startswith("application/x-www-form-urlencoded"):
        return None
    return (await parameters.read(request)).text("access_token")


# Token, person and account in one query: every request begins with it.
_WHO = (
    select(t.tokens, t.users, t.accounts)
    .select_from(
        t.tokens.outerjoin(t.users, t.users.c.id == t.tokens.c.user_id).outerjoin(t.accounts, t.accounts.c.id == t.users.c.account_id)
    )
    .where(t.tokens.c.token_hash == bindparam("digest"), t.tokens.c.revoked_at.is_(None))
)


def _parts(row: Row[Any], *tables: Table) -> Iterator[Any]:
    """A joined row, table by table; None where an outer join found nothing."""
    start = 0
    for table in tables:
        names = [column.name for column in table.c]
        values = row[start : start + len(names)]
        start += len(names)
        yield None if values[0] is None else SimpleNamespace(**dict(zip(names, values, strict=True)))


async def authenticate(services: Services, token: str | None) -> Viewer | None:
    """Whose token it is; None without one, Unauthenticated if it no longer holds."""
    if token is None:
        return None
    async with services.db.read() as connection:
        found = (await connection.execute(_WHO, {"digest": digest(token)})).first()
    row, user, account = _parts(found, t.tokens, t.users, t.accounts) if found is not None else (None, None, None)
    if row is None:
        # No token of ours has dots; one of the identity provider's has two.
        if services.identity is None or token.count(".") != 2:
            raise Unauthenticated("The access token is invalid")
        user, row = await by_id_token(services, token)
        async with services.db.read() as connection:
            account = (await connection.execute(select(t.accounts).where(t.accounts.c.id == user.account_id))).one()
    if user is None or account is None:
        return Viewer(row.id, row.app_id, row.scopes)
    now = services.clock.now()
    if (account.last_seen_at or 0) < now - TOUCH_MS:
        await _touch(services, row.id, account.id, now)
    return Viewer(row.id, row.app_id, row.scopes, user, account)


async def _touch(services: Services, token_id: int, account_id: int, now: int) -> None:
    """Remember that somebody is here, now and then."""
    async with services.db.begin() as unit:
        await unit.connection.execute(t.tokens.update().where(t.tokens.c.id == token_id).values(last_used_at=now))
        await unit.connection.execute(t.accounts.update().where(t.accounts.c.id == account_id).values(last_seen_at=now))


def dumps(data: Any) -> bytes:
    """JSON bytes."""
    return orjson.dumps(data)


async def closed(services: Services) -> None:
    """Let go of everything that a process held."""
    held: list[Any] = [
        services.queue,
        services.feed,
        services.bus,
        services.limiter,
        *([services.identity] if services.identity is not None else []),
    ]
    await asyncio.gather(*(each.close() for each in held), return_exceptions=True)
    await services.db.close()
