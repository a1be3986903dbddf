"""Requests to follow an account that was unlocked."""

from social.app.relations import let_in
from social.app.services import Services
from social.ports.queue import Ack, Envelope, Outcome
from social.workers.registry import handles


@handles("notify", "follow.unlocked")
async def unlocked(envelope: Envelope, services: Services) -> Outcome:
    """What holds now counts: a request that is gone, or an account that is locked again, changes nothing."""
    await let_in(services, int(envelope.body["source_id"]), int(envelope.body["target_id"]))
    return Ack()
