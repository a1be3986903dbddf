"""From settings to services: which adapter fills which port."""

import secrets
from collections.abc import Callable
from pathlib import Path

from social.adapters.blob.objects import ObjectBlob, in_bucket, in_folder
from social.adapters.bus.memory import MemoryBus
from social.adapters.bus.redis import RedisBus
from social.adapters.decoder.process import ProcessDecoder
from social.adapters.feed.memory import MemoryFeed
from social.adapters.feed.redis import RedisFeed
from social.adapters.graph.sql import SqlGraph
from social.adapters.identity.oidc import OidcIdentity
from social.adapters.limiter.memory import MemoryLimiter
from social.adapters.limiter.redis import RedisLimiter
from social.adapters.mail.folder import FolderMailer
from social.adapters.mail.smtp import SmtpMailer
from social.adapters.moderation.silent import SilentModerator
from social.adapters.outbound import Outbound
from social.adapters.push.web import WebPusher, new_key
from social.adapters.queue.streams import StreamQueue
from social.adapters.queue.table import TableQueue
from social.adapters.search.postgres import PostgresSearch
from social.adapters.search.sqlite import SqliteSearch
from social.adapters.sql.database import Database, connect
from social.app.services import Services
from social.domain.ids import IdMaker
from social.ports.clock import Clock, SystemClock
from social.ports.feed import FeedStore
from social.ports.others import Mailer
from social.ports.queue import Queue
from social.settings import Settings
from social.telemetry import traces


def wire(settings: Settings, clock: Clock | None = None) -> Services:
    """The services of one process; closed by `social.http.app.closed`."""
    clock = clock or SystemClock()
    ids = IdMaker(clock.now)
    database = database_of(settings, ids, clock)
    secret = _secret(settings)
    redis = settings.redis_url.get_secret_value() if settings.redis_url else None
    return Services(
        settings=settings,
        clock=clock,
        ids=ids,
        db=database,
        feed=_feed(settings),
        bus=RedisBus(redis) if redis else MemoryBus(),
        queue=_queue(settings, database),
        blob=_blob(settings, secret),
        decoder=ProcessDecoder(settings.image_pixels, settings.video_bytes, settings.film_seconds, settings.ffmpeg),
        search=SqliteSearch(database) if database.dialect == "sqlite" else PostgresSearch(database),
        moderator=SilentModerator(),
        pusher=WebPusher(_push_key(settings), settings.contact_email, Outbound(private=settings.private_addresses)),
        graph=SqlGraph(database),
        limiter=RedisLimiter(redis, clock.now) if redis else MemoryLimiter(clock.now),
        identity=_identity(settings, clock),
        mailer=_mailer(settings),
        secret=secret,
    )


def database_of(settings: Settings, ids: IdMaker, clock: Clock) -> Database:
    """The database alone."""
    database = connect(settings.database_url, settings.data_dir, ids, clock.now, prepare=settings.database_prepare)
    database.trace = traces.current
    return database


def _feed(settings: Settings) -> FeedStore:
    if settings.redis_url is None:
        return MemoryFeed(settings.feed_size, settings.outbox_size)
    return RedisFeed(settings.redis_url.get_secret_value(), settings.feed_size, settings.outbox_size, settings.feed_buckets)


def _blob(settings: Settings, secret: bytes) -> ObjectBlob:
    own = f"{settings.base_url}/media"
    public = settings.media_url or own
    if settings.blob_url is None:
        return in_folder(settings.data_dir / "media", public, secret)
    # A CDN before a bucket knows nothing of our signatures: sealed files are asked of us.
    return in_bucket(settings.blob_url, public, own, secret)


def _mailer(settings: Settings) -> Mailer:
    sender = settings.mail_from or settings.contact_email
    if settings.smtp_url is None:
        return FolderMailer(settings.data_dir / "mail", sender)
    return SmtpMailer(settings.smtp_url.get_secret_value(), sender)


def _identity(settings: Settings, clock: Clock) -> OidcIdentity | None:
    if settings.oidc_issuer is None:
        return None
    assert settings.oidc_client_id is not None  # noqa: S101 - the settings see to it
    secret = settings.oidc_client_secret.get_secret_value() if settings.oidc_client_secret else None
    return OidcIdentity(settings.oidc_issuer, settings.oidc_client_id, secret, settings.oidc_role_claim, clock.now)


def _queue(settings: Settings, database: Database) -> Queue:
    if settings.redis_url:
        return StreamQueue(settings.redis_url.get_secret_value(), settings.queue_attempts, settings.queue_visibility_seconds)
    return TableQueue(database, settings.queue_attempts, settings.queue_visibility_seconds)


def _secret(settings: Settings) -> bytes:
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value().encode()
    return kept(settings.data_dir / "secret.key", lambda: secrets.token_hex(32)).encode()


def _push_key(settings: Settings) -> str:
    if settings.vapid_private_key is not None:
        return settings.vapid_private_key.get_secret_value()
    return kept(settings.data_dir / "vapid.key", new_key)


def kept(path: Path, make: Callable[[], str]) -> str:
    """A value that is made once and kept in a file that only its owner reads."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(make())
    return path.read_text()
