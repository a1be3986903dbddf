"""Polite HTTP for price feeds: retries, pauses, and no answer that was cut off is taken for a whole one."""

import http.client
import json
import random
import time
import urllib.error
import urllib.parse
import urllib.request
import zlib
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

from cloudgen import __version__

T = TypeVar("T")
ATTEMPTS = 5
PAUSE = 0.2
TIMEOUT = 60.0
LONGEST_WAIT = 300.0
LARGEST_PAGE = 64 * 1024 * 1024
_BLOCK = 64 * 1024
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class FeedError(Exception):
    """Something about a feed that the user must know."""


class BadAnswer(FeedError):  # noqa: N818 - an answer, not a state of the program
    """An unusable response."""


class CutOff(BadAnswer):
    """An answer that ended before its end."""


class Unreachable(FeedError):  # noqa: N818
    """The network or the feed doesn't answer, or not to us."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A feed that moved is reported: following it could carry a key to another host."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """No request follows."""


class Client:
    """Fetches from one feed. `date` is the day that the last answer bears."""

    def __init__(self, headers: dict[str, str] | None = None, sleep: Callable[[float], None] = time.sleep) -> None:
        self._headers = {
            "User-Agent": f"cloudgen/{__version__} (price book update)",
            "Accept-Encoding": "gzip",
            **(headers or {}),
        }
        self._sleep = sleep
        self._opener = urllib.request.build_opener(_NoRedirects)
        self._begun = False
        self.date = ""
        self.secret = bool(headers)
        self.received: Callable[[int], None] = lambda _count: None

    def json(self, url: str) -> dict[str, Any]:
        """One page of JSON, an object."""

        def consume(blocks: Iterator[bytes]) -> dict[str, Any]:
            whole = bytearray()
            for block in blocks:
                whole += block
                if len(whole) > LARGEST_PAGE:
                    raise BadAnswer("the page is larger than any that the feed documents")
            try:
                data = json.loads(bytes(whole), parse_float=str, parse_int=str)
            except ValueError as error:
                raise BadAnswer(f"the page isn't JSON: {error}") from None
            if not isinstance(data, dict):
                raise BadAnswer("the page isn't a JSON object")
            return data

        return self.fetch(url, consume)

    def fetch(self, url: str, consume: Callable[[Iterator[bytes]], T]) -> T:
        """What `consume` makes of the body; after a passing fault it starts over."""
        if self._begun:
            self._sleep(PAUSE)
        self._begun = True
        request = urllib.request.Request(checked(url), headers=self._headers)  # noqa: S310 - https, or http on loopback
        failure: FeedError = Unreachable("no attempt was made")
        for attempt in range(ATTEMPTS):
            wait = min(60.0, 2.0**attempt) * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, hides nothing
            try:
                with self._opener.open(request, timeout=TIMEOUT) as response:
                    self.date = _day(response.headers.get("Date"))
                    return consume(self._blocks(response))
            except urllib.error.HTTPError as error:
                failure, wait = self._refused(error, wait)
            except CutOff as error:
                failure = error
            except http.client.IncompleteRead:
                failure = CutOff("the answer was cut off")
            except (OSError, http.client.HTTPException) as error:
                failure = Unreachable(f"{_host(url)} doesn't answer: {getattr(error, 'reason', None) or error or type(error).__name__}")
            if attempt < ATTEMPTS - 1:
                self._sleep(wait)
        raise failure

    def _refused(self, error: urllib.error.HTTPError, wait: float) -> tuple[FeedError, float]:
        """What to wait for a busy feed; any other status ends the attempts."""
        if error.code in (401, 403) and self.secret:
            raise Unreachable(f"{_host(error.url)} refuses the key: HTTP {error.code}") from None
        if error.code != 429 and error.code < 500:
            raise BadAnswer(f"HTTP {error.code}") from None
        asked = _retry_after(error.headers.get("Retry-After"))
        if asked is not None and asked > LONGEST_WAIT:
            raise Unreachable(f"{_host(error.url)} asks to wait {asked:.0f} seconds; run the same command again then") from None
        return Unreachable(f"{_host(error.url)} is busy: HTTP {error.code}"), wait if asked is None else asked

    def _blocks(self, response: http.client.HTTPResponse) -> Iterator[bytes]:
        """The body, unpacked; raises where it ends early."""
        length = response.headers.get("Content-Length")
        unpack = zlib.decompressobj(16 + zlib.MAX_WBITS) if response.headers.get("Content-Encoding") == "gzip" else None
        count = 0
        while block := response.read(_BLOCK):
            count += len(block)
            self.received(len(block))
            try:
                yield unpack.decompress(block) if unpack else block
            except zlib.error:
                raise BadAnswer("the answer isn't what its encoding says") from None
        if length is not None and count != int(length):
            raise CutOff(f"the answer was cut off after {count} of {length} bytes")
        if unpack and not unpack.eof:
            raise CutOff("the answer was cut off")


def checked(url: str) -> str:
    """The address, if it is https, or http on this machine."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        return url
    raise BadAnswer(f"{url} isn't an https address")


def same_host(url: str, base: str) -> bool:
    """Whether a link stays on the origin it came from; an explicit default port is allowed."""

    def place(address: str) -> tuple[str, str | None, int]:
        parts = urllib.parse.urlsplit(address)
        return parts.scheme, parts.hostname, parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)

    return place(url) == place(base)


def _day(value: str | None) -> str:
    """The day of an HTTP date as the price book writes it; empty where there is none."""
    try:
        return parsedate_to_datetime(value).date().isoformat() if value else ""
    except (TypeError, ValueError):
        return ""


def _host(url: str) -> str:
    return urllib.parse.urlsplit(url).netloc


def _retry_after(value: str | None) -> float | None:
    """Seconds, from a number or a date."""
    if not value:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError):
        return None
