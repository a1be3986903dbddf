"""Routes as data: method, path, who may call, and the handler.

From this one table come the application, the policy test and the API document.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy.engine import Row
from starlette.requests import Request
from starlette.responses import Response

from social.app.services import Services
from social.domain.errors import Forbidden, NotFound, Unauthenticated
from social.domain.ids import parse
from social.domain.permissions import allows, covers
from social.http.params import Params


@dataclass(frozen=True)
class Viewer:
    """Who calls: the token, its user and account; an app's own token has neither."""

    token_id: int
    app_id: int
    scopes: str
    user: Row[Any] | None = None
    account: Row[Any] | None = None

    @property
    def role(self) -> str:
        """user, moderator or admin."""
        return self.user.role if self.user is not None else "app"


@dataclass(frozen=True)
class Access:
    """Who may call a route.

    `scope` is what the token must cover (None: no token needed), `app` lets an app's own token in, `permission` is what the role must
    allow, `public` lets in who comes without a token.
    """

    scope: str | None = None
    app: bool = False
    permission: str | None = None
    public: bool = False


ANYBODY = Access()


def public(name: str) -> Access:
    """Everybody; but a token that comes along must cover a scope, since its person sees more."""
    return Access(scope=name, app=True, public=True)


def scope(name: str) -> Access:
    """People whose token covers a scope."""
    return Access(scope=name)


def app_or(name: str) -> Access:
    """As `scope`, and an app's own token."""
    return Access(scope=name, app=True)


def staff(name: str, permission: str) -> Access:
    """People whose token covers a scope and whose role has a permission."""
    return Access(scope=name, permission=permission)


@dataclass
class Call:
    """One request: services, who calls, and with what."""

    request: Request
    services: Services
    viewer: Viewer | None
    params: Params
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def account(self) -> Row[Any]:
        """The caller's account."""
        if self.viewer is None or self.viewer.account is None:
            raise Unauthenticated("This method requires an authenticated user")
        return self.viewer.account

    @property
    def user(self) -> Row[Any]:
        """The caller's user."""
        if self.viewer is None or self.viewer.user is None:
            raise Unauthenticated("This method requires an authenticated user")
        return self.viewer.user

    @property
    def viewer_id(self) -> int | None:
        """The caller's account id; None without one."""
        return self.viewer.account.id if self.viewer and self.viewer.account is not None else None

    def path_id(self, name: str = "id") -> int:
        """An id in the path; what is no id is not found."""
        found = parse(self.request.path_params[name])
        if found is None:
            raise NotFound
        return found

    def path(self, name: str) -> str:
        """Text in the path."""
        return str(self.request.path_params[name])


Handler = Callable[[Call], Awaitable[Any]]


@dataclass(frozen=True)
class Parameter:
    """One parameter of a route, for the API document."""

    name: str
    type: str = "string"
    required: bool = False
    help: str = ""
    enum: tuple[str, ...] = ()


@dataclass(frozen=True)
class Route:
    """One row of the table."""

    method: str
    path: str
    access: Access
    handler: Handler
    limit: str | None
    takes: tuple[Parameter, ...]
    reads_body: bool

    @property
    def name(self) -> str:
        """`GET /api/v1/instance`."""
        return f"{self.method} {self.path}"


ROUTES: list[Route] = []


def literals_first(found: Route) -> tuple[bool, ...]:
    """The order in which paths are compared: `accounts/search` must be looked at before `accounts/{id}`, whoever registers it first."""
    return tuple("{" in part for part in found.path.split("/"))


def route(
    method: str, path: str, access: Access, *, limit: str | None = None, takes: tuple[Parameter, ...] = (), reads_body: bool = True
) -> Callable[[Handler], Handler]:
    """Register a handler. `limit` names a stricter rate limit than the usual one; `reads_body=False` leaves the body to the handler."""

    def register(handler: Handler) -> Handler:
        ROUTES.append(Route(method, path, access, handler, limit, takes, reads_body))
        return handler

    return register


def check(access: Access, viewer: Viewer | None) -> None:
    """Whether the caller may; the order is token, scope, person, role."""
    if access.scope is None or (access.public and viewer is None):
        return
    if viewer is None:
        raise Unauthenticated("The access token is invalid")
    if access.scope and not covers(viewer.scopes, access.scope):
        raise Forbidden("This action is outside the authorized scopes")
    if viewer.user is None:
        if not access.app:
            raise Forbidden("This method requires an authenticated user")
        return
    if viewer.user.confirmed_at is None and not access.app:
        raise Forbidden("Your login is missing a confirmed e-mail address")
    if viewer.account is None or viewer.user.disabled_at is not None or viewer.account.state in ("suspended", "erasing"):
        raise Forbidden("Your login is currently disabled")
    if access.permission and not allows(viewer.user.role, access.permission):
        raise Forbidden(f"This action is not allowed: it needs the permission {access.permission}")


def json(data: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer of JSON."""
    return Response(orjson.dumps(data), status, dict(headers or {}), "application/json; charset=utf-8")
