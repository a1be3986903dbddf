"""Work that waits for the feed store.

It goes back to the outbox instead of being tried a few times: a post that was never pushed would be missing in windows that outlived
the failure.
"""

from social.app.services import Services
from social.ports.queue import Ack, Envelope, Outcome

LATER_MS = 5_000


async def put_off(envelope: Envelope, services: Services) -> Outcome:
    """The same message again, later."""
    async with services.db.begin() as unit:
        await unit.emit("fanout", envelope.type, envelope.key, envelope.body, delay_ms=LATER_MS)
    return Ack()
