"""Work that waits for the feed store.

It goes back to the outbox instead of being tried a few times: a post that was never pushed would be missing in windows that outlived
the failure.
"""

from sqlalchemy import select

from social import tables as t
from social.app.services import Services
from social.ports.queue import Ack, Envelope, Outcome

LATER_MS = 5_000


async def put_off(envelope: Envelope, services: Services) -> Outcome:
    """The same message again, later. One that was delivered twice waits once, or each failure would double it."""
    o = t.outbox.c
    same = (o.queue == "fanout", o.type == envelope.type, o.key == envelope.key, o.due_at > services.clock.now())
    async with services.db.begin() as unit:
        await unit.alone(f"put off:{envelope.type}:{envelope.key}")
        if envelope.body not in (await unit.connection.execute(select(o.body).where(*same))).scalars().all():
            await unit.emit("fanout", envelope.type, envelope.key, envelope.body, delay_ms=LATER_MS)
    return Ack()
