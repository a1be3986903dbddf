"""Everything that a use case may reach, in one frozen bundle."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from social.app.fresh import Fresh
from social.domain.ids import IdMaker
from social.ports.blob import Blob
from social.ports.bus import Bus
from social.ports.clock import Clock
from social.ports.decoder import Decoder
from social.ports.feed import FeedStore
from social.ports.others import Graph, Identity, Limiter, Mailer, Moderator, Pusher, Search
from social.ports.queue import Queue
from social.settings import Settings

if TYPE_CHECKING:
    from social.adapters.sql.database import Database


@dataclass(frozen=True)
class Services:
    """Made once per process by `social.wiring`."""

    settings: Settings
    clock: Clock
    ids: IdMaker
    db: "Database"
    feed: FeedStore
    bus: Bus
    queue: Queue
    blob: Blob
    decoder: Decoder
    search: Search
    moderator: Moderator
    pusher: Pusher
    graph: Graph
    limiter: Limiter
    identity: Identity | None
    mailer: Mailer
    secret: bytes
    fresh: Fresh = field(default_factory=Fresh)
    closers: tuple[Callable[[], object], ...] = ()
