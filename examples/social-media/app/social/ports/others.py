"""Smaller ports: search, moderation, push, graph, limits, login, mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, Protocol


class Search(Protocol):
    """Ids of what matches; the caller applies the rule of visibility afterwards."""

    async def index(self, status_id: int, text: str, account_id: int, tags: Sequence[str], language: str | None) -> None:
        """Make a post findable, or change it."""
        ...

    async def remove(self, status_ids: Sequence[int]) -> None:
        """Make posts unfindable."""
        ...

    async def statuses(
        self, query: str, *, below: int | None = None, above: int | None = None, account_id: int | None = None, limit: int
    ) -> list[int]:
        """Ids of posts with every word, or phrase in quotes, between exclusive bounds, newest first. `SearchDown` means: answer without."""
        ...

    async def erase(self, account_id: int) -> int:
        """Drop everything of a person."""
        ...


class SearchDown(Exception):
    """The index doesn't answer."""


@dataclass(frozen=True)
class Verdict:
    """What a moderator, human or not, thinks."""

    verdict: Literal["allow", "flag", "hold", "remove"]
    reasons: tuple[str, ...] = ()
    source: str = "rules"
    score: float | None = None


class Moderator(Protocol):
    """A classifier of text and images. Raises ModerationDown when it can't say."""

    async def text(self, text: str, language: str | None) -> Verdict:
        """About words."""
        ...

    async def image(self, data: bytes, content_type: str, dhash: str | None, sha256: str) -> Verdict:
        """About a picture."""
        ...


class ModerationDown(Exception):
    """No verdict can be had."""


@dataclass(frozen=True)
class Device:
    """Where a push goes: the keys are a browser's."""

    endpoint: str
    p256dh: str
    auth: str
    standard: bool = False


class Pusher(Protocol):
    """Device push. Raises PushGone (delete the subscription), PushLater (try again) or PushRefused."""

    async def send(self, device: Device, payload: Mapping[str, Any]) -> None:
        """Deliver one notification."""
        ...

    @property
    def public_key(self) -> str:
        """The server's VAPID key, URL-safe base64."""
        ...


class PushGone(Exception):
    """The device no longer wants anything."""


class PushRefused(Exception):
    """It was sent wrongly, and will be refused again; the text says how."""


class PushLater(Exception):
    """Not now: again after so many seconds, or when the queue thinks."""

    def __init__(self, seconds: float | None = None) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Graph(Protocol):
    """Friends of friends. The follow table is the truth; a failure means no suggestions."""

    async def suggestions(self, account_id: int, limit: int) -> list[tuple[int, int]]:
        """(account, number of followed accounts that follow it), best first."""
        ...

    async def follow(self, source: int, target: int) -> None:
        """Mirror a follow."""
        ...

    async def unfollow(self, source: int, target: int) -> None:
        """Mirror its end."""
        ...

    async def erase(self, account_id: int) -> int:
        """Drop everything of a person."""
        ...


@dataclass(frozen=True)
class Allowance:
    """What a limit says."""

    allowed: bool
    limit: int
    remaining: int
    reset_at: int


class Want(NamedTuple):
    """A counter: how many in so many seconds."""

    key: str
    limit: int
    seconds: int


class Limiter(Protocol):
    """Fixed windows counted per key."""

    async def take(self, *wanted: Want) -> list[Allowance]:
        """Count one of each, in one question."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


@dataclass(frozen=True)
class Person:
    """Who logged in at an identity provider."""

    issuer: str
    subject: str
    email: str | None
    email_verified: bool
    name: str | None
    username: str | None
    groups: tuple[str, ...] = field(default=())
    issued_at: int = 0  # milliseconds


class Identity(Protocol):
    """An OpenID provider. Raises IdentityDown, or ValueError for codes and tokens that don't hold."""

    async def authorize_url(self, state: str, nonce: str, challenge: str, redirect_uri: str) -> str:
        """Where the browser goes to log in."""
        ...

    async def exchange(self, code: str, verifier: str, redirect_uri: str, nonce: str) -> Person:
        """The person behind a code."""
        ...

    async def verify(self, token: str, nonce: str | None = None) -> Person:
        """The person behind an ID token."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class IdentityDown(Exception):
    """The provider doesn't answer."""


class Mailer(Protocol):
    """E-mail. Raises MailLater (try again) or MailRefused."""

    async def send(self, key: str, to: str, subject: str, text: str) -> None:
        """Send one letter; the same key again is the same letter."""
        ...


class MailLater(Exception):
    """Not now."""


class MailRefused(Exception):
    """Not this letter, ever; the text says why, without the address."""
