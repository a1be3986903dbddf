"""Streams as data: what a client may ask for, what its token must cover, and which channels of the bus carry it."""

from dataclasses import dataclass

from sqlalchemy import select

from social import tables as t
from social.app.services import Services
from social.domain.errors import NotFound, Refused
from social.domain.ids import parse
from social.domain.permissions import covers
from social.domain.text import tag_key


@dataclass(frozen=True)
class Stream:
    """One row. `shared` channels carry the same events to everybody, so blocks and mutes are applied on the way out."""

    channel: str | None
    scope: str | None = None
    parameter: str | None = None
    shared: bool = False


# Nothing federates here: what is local is everything, and what is remote is nothing.
STREAMS: dict[str, Stream] = {
    "user": Stream("user:{account}", "read:statuses"),
    "user:notification": Stream("notifications:{account}", "read:notifications"),
    "public": Stream("public", shared=True),
    "public:local": Stream("public:local", shared=True),
    "public:media": Stream("public:media", shared=True),
    "public:local:media": Stream("public:media", shared=True),
    "public:remote": Stream(None, shared=True),
    "public:remote:media": Stream(None, shared=True),
    "hashtag": Stream("tag:{tag}", parameter="tag", shared=True),
    "hashtag:local": Stream("tag:{tag}", parameter="tag", shared=True),
    "list": Stream("list:{list}", "read:statuses", parameter="list"),
    "direct": Stream("direct:{account}", "read:statuses"),
}


@dataclass(frozen=True)
class StreamWish:
    """A stream as somebody asks for it. `key` is how its events name it."""

    name: str
    value: str | None = None

    @property
    def stream(self) -> Stream:
        """The row."""
        return STREAMS[self.name]

    @property
    def key(self) -> tuple[str, ...]:
        """`("hashtag", "cats")`, or the name alone."""
        return (self.name,) if self.value is None else (self.name, self.value)


def wish(name: str | None, *, tag: str | None = None, list_id: str | None = None) -> StreamWish:
    """What is asked for; Refused says what is wrong with it."""
    found = STREAMS.get(name or "")
    if found is None or name is None:
        raise Refused("Unknown stream type")
    if found.parameter == "tag":
        value = (tag or "").strip().removeprefix("#")
        if not value or len(value) > 120:
            raise Refused("Missing tag name parameter")
        return StreamWish(name, value)
    if found.parameter == "list":
        if parse(list_id) is None:
            raise Refused("Missing list name parameter")
        return StreamWish(name, list_id)
    return StreamWish(name)


async def channels(services: Services, wanted: StreamWish, account: int | None, scopes: str) -> set[str]:
    """The channels that carry it. Whether the token covers the stream's scope is checked before; whose list it is, here."""
    if wanted.name == "list" and not await _owns(services, parse(wanted.value), account):
        raise NotFound("Not authorized to stream this list")
    if wanted.stream.channel is None:
        return set()
    found = {wanted.stream.channel.format(account=account, tag=tag_key(wanted.value or ""), list=wanted.value)}
    if wanted.name == "user" and covers(scopes, "read:notifications"):
        found.add(f"notifications:{account}")
    return found


async def _owns(services: Services, list_id: int | None, account: int | None) -> bool:
    mine = select(t.lists.c.id).where(t.lists.c.id == list_id, t.lists.c.account_id == account)
    async with services.db.read() as connection:
        return (await connection.execute(mine)).first() is not None
