"""Uploads: decode them, and remove what nobody needs."""

from social.app.media import discard_unused, process
from social.app.services import Services
from social.ports.queue import Ack, Envelope, Outcome, Retry
from social.workers.registry import handles

BUSY_SECONDS = 60


@handles("media", "media.uploaded")
async def uploaded(envelope: Envelope, services: Services) -> Outcome:
    """Decode it, unless somebody else is at it."""
    return Ack() if await process(services, int(envelope.body["media_id"])) else Retry(BUSY_SECONDS)


@handles("media", "media.moved")
async def moved(envelope: Envelope, services: Services) -> Outcome:
    """Remove files that no row names any more."""
    await services.blob.delete([str(key) for key in envelope.body["keys"]])
    return Ack()


@handles("media", "media.unused")
async def unused(envelope: Envelope, services: Services) -> Outcome:
    """An upload had its time to be used."""
    await discard_unused(services, int(envelope.body["media_id"]))
    return Ack()
