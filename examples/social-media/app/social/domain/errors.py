"""What a use case can refuse, in the API's words; the HTTP layer turns them into answers."""

from collections.abc import Mapping
from typing import Any


class Refused(Exception):
    """A refusal with the API's status code and text."""

    code = 400

    def __init__(self, message: str, *, details: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details = details
        self.headers = dict(headers or {})


class OAuthRefused(Refused):
    """A refusal of /oauth/token, with its name in RFC 6749."""

    def __init__(self, name: str, message: str, code: int = 400) -> None:
        super().__init__(message)
        self.name = name
        self.code = code


class Unauthenticated(Refused):
    """No token, or one that no longer holds."""

    code = 401


class Forbidden(Refused):
    """The token or the role isn't enough."""

    code = 403


class NotFound(Refused):
    """Not there, or not for this viewer: the two look the same."""

    code = 404

    def __init__(self, message: str = "Record not found") -> None:
        super().__init__(message)


class Invalid(Refused):
    """Input that can't be accepted."""

    code = 422


class TooMany(Refused):
    """A rate limit."""

    code = 429


class Unavailable(Refused):
    """Something that is needed is down or busy."""

    code = 503
