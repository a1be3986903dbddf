"""Posts for later whose time has come."""

from social.app.scheduling import publish_or_give_up
from social.app.services import Services
from social.domain.ids import parse
from social.ports.queue import Ack, Dead, Envelope, Outcome
from social.workers.registry import handles


@handles("notify", "scheduled.due")
async def publish(envelope: Envelope, services: Services) -> Outcome:
    """Publish a post, unless that was done, called off or put off."""
    scheduled_id = parse(envelope.body.get("scheduled_id"))
    if scheduled_id is None:
        return Dead("no scheduled post is named")
    await publish_or_give_up(services, scheduled_id)
    return Ack()
