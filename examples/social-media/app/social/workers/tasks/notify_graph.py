"""The graph store follows the table of follows."""

import structlog
from sqlalchemy import select

from social import tables as t
from social.app.services import Services
from social.ports.queue import Ack, Envelope, Outcome, Retry
from social.workers.registry import handles

log = structlog.get_logger()


@handles("notify", "graph.changed")
async def mirror(envelope: Envelope, services: Services) -> Outcome:
    """Write what is true now: late and double messages do no harm, and a store that is down gets it when it is back."""
    source, target = int(envelope.body["source_id"]), int(envelope.body["target_id"])
    f = t.follows.c
    followed = select(f.id).where(f.source_id == source, f.target_id == target, f.state == "accepted")
    async with services.db.read() as connection:
        follows = (await connection.execute(followed)).first() is not None
    try:
        await (services.graph.follow if follows else services.graph.unfollow)(source, target)
    except Exception as error:  # stores fail each in their own way; only the mirror waits
        log.warning("the graph store did not take a follow", error=type(error).__name__)
        return Retry()
    return Ack()
