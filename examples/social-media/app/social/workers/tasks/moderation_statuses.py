"""Posts are judged after they were written, so that nobody waits for a classifier."""

from social.app.moderating import judge
from social.app.services import Services
from social.ports.queue import Ack, Envelope, Outcome, Retry
from social.workers.registry import handles


@handles("moderation", "status.created")
@handles("moderation", "status.edited")
async def judged(envelope: Envelope, services: Services) -> Outcome:
    """One version of a post."""
    last = envelope.attempt >= services.settings.queue_attempts
    return Ack() if await judge(services, int(envelope.body["status_id"]), last=last) else Retry()
