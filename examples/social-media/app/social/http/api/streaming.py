"""Realtime: a route per server-sent stream, one WebSocket for all of them."""

from typing import Any

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response
from starlette.websockets import WebSocket

from social.app.services import Services
from social.domain.errors import Refused, Unauthenticated
from social.http.app import authenticate, bearer, refused
from social.http.limits import limited
from social.http.routing import ANYBODY, Access, Call, Handler, Parameter, Viewer, check, route, scope
from social.stream.hub import Hub
from social.stream.screen import alive
from social.stream.sockets import Session
from social.stream.sse import EventStream
from social.stream.streams import STREAMS, StreamWish, channels, wish

SOCKET = "/api/v1/streaming"
# A token of whatever scope, or none.
SOMEBODY = Access(scope="", app=True, public=True)
_MEDIA = Parameter("only_media", "boolean")
_TAG = Parameter("tag", required=True)
_PATHS: tuple[tuple[str, str, tuple[Parameter, ...]], ...] = (
    ("user", "user", ()),
    ("user/notification", "user:notification", ()),
    ("public", "public", (_MEDIA,)),
    ("public/local", "public:local", (_MEDIA,)),
    ("public/remote", "public:remote", (_MEDIA,)),
    ("public/media", "public:media", ()),
    ("hashtag", "hashtag", (_TAG,)),
    ("hashtag/local", "hashtag:local", (_TAG,)),
    ("list", "list", (Parameter("list", required=True),)),
    ("direct", "direct", ()),
)


@route("GET", "/api/v1/streaming/health", ANYBODY, limit="none")
async def health(call: Call) -> Response:  # noqa: ARG001 - a probe of this process
    """Whether streams are served here."""
    return PlainTextResponse("OK")


@route("GET", "/api/x/v1/streaming/negotiate", scope("read:statuses"))
async def negotiate(call: Call) -> dict[str, Any]:
    """Where a client of our own opens its stream, and what kind of server is there."""
    base = call.services.settings.base_url
    return {"kind": "gateway", "url": base.replace("http", "ws", 1) + SOCKET, "events_url": base + SOCKET}


def needed(name: str) -> Access:
    """Who may have a stream."""
    return SOMEBODY if STREAMS[name].scope is None else scope(STREAMS[name].scope or "")


def _serve(name: str) -> Handler:
    async def stream(call: Call) -> Response:
        params = call.params
        media = ":media" if name.startswith("public") and not name.endswith(":media") and params.flag("only_media") else ""
        wanted = wish(name + media, tag=params.text("tag"), list_id=params.text("list"))
        found = await channels(call.services, wanted, call.viewer_id, call.viewer.scopes if call.viewer else "")
        hub: Hub = call.request.app.state.hub
        client = await hub.join("sse", *_who(call.viewer))
        try:
            await hub.subscribe(client, wanted.key, found, shared=wanted.stream.shared)
            await _holds(call.services, call.viewer)
        except BaseException:
            await hub.leave(client)
            raise
        return EventStream(hub, client)

    stream.__doc__ = f"The stream `{name}` as server-sent events."
    return stream


for _path, _name, _takes in _PATHS:
    route("GET", f"{SOCKET}/{_path}", needed(_name), takes=_takes)(_serve(_name))


def _who(viewer: Viewer | None) -> tuple[int | None, int | None]:
    return (None, None) if viewer is None else (viewer.token_id, viewer.account.id if viewer.account is not None else None)


async def _holds(services: Services, viewer: Viewer | None) -> None:
    """A token that was revoked before anybody listened for its revocation."""
    if viewer is not None and viewer.token_id not in await alive(services, {viewer.token_id}):
        raise Unauthenticated("The access token is invalid")


async def socket(websocket: WebSocket) -> None:
    """The WebSocket. The token is in the header, in the query, or offered as a protocol, which is then agreed to."""
    services, hub = websocket.app.state.services, websocket.app.state.hub
    token, agreed = _token(websocket)
    try:
        viewer = await authenticate(services, token)
        check(SOMEBODY, viewer)
        await limited(services, websocket, viewer, None)
        client = await hub.join("websocket", *_who(viewer))
    except Refused as refusal:
        await _deny(websocket, refusal)
        return
    try:
        await _holds(services, viewer)
        await websocket.accept(agreed)
        session = Session(websocket, hub, client, _channels(services, websocket, viewer))
        asked = dict(websocket.query_params)
        if "stream" in asked:
            await session.ask({**asked, "type": "subscribe"})
        await session.run()
    except Refused as refusal:
        await _deny(websocket, refusal)
    finally:
        await hub.leave(client)


def _channels(services: Services, websocket: WebSocket, viewer: Viewer | None) -> Any:
    async def found(wanted: StreamWish) -> set[str]:
        check(needed(wanted.name), viewer)
        await limited(services, websocket, viewer, None)
        return await channels(services, wanted, _who(viewer)[1], viewer.scopes if viewer else "")

    return found


def _token(connection: HTTPConnection) -> tuple[str | None, str | None]:
    """The token, and the protocol to agree to."""
    found = bearer(connection)
    if found is not None:
        return found, None
    offered = [each.strip() for each in connection.headers.get("sec-websocket-protocol", "").split(",") if each.strip()]
    return (offered[0], offered[0]) if offered else (None, None)


async def _deny(websocket: WebSocket, refusal: Refused) -> None:
    if "websocket.http.response" in websocket.scope.get("extensions", {}):
        await websocket.send_denial_response(refused(refusal))
    else:
        await websocket.close(1008, refusal.message[:100])
