"""Archives of what is stored about people."""

from social.app.exporting import expire, fail, make
from social.app.services import Services
from social.ports.queue import Ack, Envelope, Outcome
from social.workers.registry import handles


@handles("erase", "export.asked")
async def asked(envelope: Envelope, services: Services) -> Outcome:
    """Build it; the last attempt that fails says so to the person."""
    export_id = int(envelope.body["export_id"])
    try:
        await make(services, export_id)
    except Exception:
        if envelope.attempt >= services.settings.queue_attempts:
            await fail(services, export_id)
        raise
    return Ack()


@handles("erase", "export.expired")
async def expired(envelope: Envelope, services: Services) -> Outcome:
    """Remove it."""
    await expire(services, int(envelope.body["export_id"]))
    return Ack()
