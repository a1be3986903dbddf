"""Push: one message per notification, then one per device, so that a slow device holds up nobody."""

from social.app import pushing
from social.app.services import Services
from social.ports.others import PushGone, PushLater, PushRefused
from social.ports.queue import Ack, Dead, Envelope, Outcome, Retry
from social.workers.registry import handles


@handles("notify", "push")
async def push(envelope: Envelope, services: Services) -> Outcome:
    """A message for each device that wants to hear of it."""
    await pushing.spread(services, int(envelope.body["notification_id"]))
    return Ack()


@handles("notify", "push.deliver")
async def deliver(envelope: Envelope, services: Services) -> Outcome:
    """One device."""
    subscription_id = int(envelope.body["subscription_id"])
    try:
        await pushing.deliver(services, int(envelope.body["notification_id"]), subscription_id)
    except PushGone:
        await pushing.drop(services, subscription_id)
    except PushLater as later:
        return Retry(later.seconds)
    except PushRefused as refused:
        return Dead(str(refused))
    return Ack()
