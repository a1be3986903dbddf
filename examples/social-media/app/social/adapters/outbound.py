"""Requests to addresses that strangers gave: only to public hosts, and to the very address that was looked at."""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import httpx

Resolve = Callable[[str, int], Awaitable[list[str]]]
SECONDS = 10.0
# Gateways to IPv4, where an address that looks public may lead to a private one.
_TUNNELS = tuple(ipaddress.ip_network(each) for each in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))


class Blocked(Exception):
    """The address is one that nobody from outside may make us call."""


@dataclass(frozen=True)
class Reply:
    """What came back; the body isn't read."""

    status: int
    headers: Mapping[str, str]


async def resolved(host: str, port: int) -> list[str]:
    """Addresses of a host, as the system knows them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for _, _, _, _, address in found))


def public(text: str) -> bool:
    """Whether an address is one of the public internet."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return public(str(address.ipv4_mapped))
        if any(address in network for network in _TUNNELS):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


class Outbound:
    """POST without redirects, proxies and cookies. The name is resolved once, and the connection goes to what was found then."""

    def __init__(self, *, private: bool = False, resolve: Resolve = resolved, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._private = private
        self._resolve = resolve
        self._transport = transport

    async def post(self, url: str, content: bytes, headers: Mapping[str, str]) -> Reply:
        """Send; Blocked before anything is sent, httpx.HTTPError or OSError if it doesn't get there, or not in time."""
        target = _target(url, private=self._private)
        # The client's own limit is for each piece of an answer, and there may be many.
        async with asyncio.timeout(SECONDS):
            return await self._sent(target, content, headers)

    async def _sent(self, target: httpx.URL, content: bytes, headers: Mapping[str, str]) -> Reply:
        port = target.port or (443 if target.scheme == "https" else 80)
        addresses = await self._resolve(target.host, port)
        if not addresses:
            raise OSError(f"no address of {target.host}")
        if not self._private and not all(map(public, addresses)):
            raise Blocked("the host has an address that is not public")
        pinned = target.copy_with(host=addresses[0])
        name = target.netloc.decode("ascii")
        async with (
            httpx.AsyncClient(transport=self._transport, timeout=SECONDS, trust_env=False, follow_redirects=False) as client,
            client.stream(
                "POST", pinned, content=content, headers={**headers, "Host": name}, extensions={"sni_hostname": target.host}
            ) as answer,
        ):
            return Reply(answer.status_code, answer.headers)


def _target(url: str, *, private: bool) -> httpx.URL:
    try:
        target = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise Blocked("the address is none") from error
    if not target.host or target.userinfo:
        raise Blocked("the address has no host, or a password")
    if not private and (target.scheme != "https" or target.port not in (None, 443)):
        raise Blocked("the address is not https on its usual port")
    if target.scheme not in ("http", "https"):
        raise Blocked("the address is not http")
    return target
