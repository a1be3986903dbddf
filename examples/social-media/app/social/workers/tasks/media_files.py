"""Uploads: decode them, have their files where they belong, and remove what nobody needs."""

from social.app.media import discard_unused, process
from social.app.placing import settle, settle_person
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


@handles("media", "media.misplaced")
async def misplaced(envelope: Envelope, services: Services) -> Outcome:
    """The files of a post, and those that it has lost."""
    await settle(services, int(envelope.body["status_id"]), [int(each) for each in envelope.body["lost"]])
    return Ack()


@handles("media", "account.changed")
async def changed(envelope: Envelope, services: Services) -> Outcome:
    """The files of somebody who is gone or back."""
    await settle_person(services, int(envelope.body["account_id"]), int(envelope.body["after"]))
    return Ack()


@handles("media", "media.unused")
async def unused(envelope: Envelope, services: Services) -> Outcome:
    """An upload had its time to be used."""
    await discard_unused(services, int(envelope.body["media_id"]))
    return Ack()
