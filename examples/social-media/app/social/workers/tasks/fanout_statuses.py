"""Posts on their way into feeds and to those who listen."""

from social.app.fanout import spread, tell, untell
from social.app.services import Services
from social.domain.ids import parse
from social.ports.feed import FeedDown
from social.ports.queue import Ack, Dead, Envelope, Outcome
from social.workers.registry import handles
from social.workers.tasks.putting_off import put_off


@handles("fanout", "status.created")
@handles("fanout", "status.released")
async def created(envelope: Envelope, services: Services) -> Outcome:
    """Into windows first, then to those who listen: who reads upon word of it finds it."""
    return await _spread(envelope, services, "update")


@handles("fanout", "status.edited")
async def edited(envelope: Envelope, services: Services) -> Outcome:
    """Tags and mentions may be new, so readers may be."""
    return await _spread(envelope, services, "status.update")


@handles("fanout", "status.spread")
async def further(envelope: Envelope, services: Services) -> Outcome:
    """The next page of readers."""
    return await _spread(envelope, services, None)


@handles("fanout", "status.deleted")
async def deleted(envelope: Envelope, services: Services) -> Outcome:
    """Reading leaves it out anyway; its place in windows goes with time."""
    status_id = parse(envelope.body.get("status_id"))
    if status_id is None:
        return Dead("no post is named")
    await untell(services, status_id)
    try:
        await services.feed.forget([status_id])
    except FeedDown:
        return await put_off(envelope, services)
    return Ack()


async def _spread(envelope: Envelope, services: Services, event: str | None) -> Outcome:
    status_id, cursor = parse(envelope.body.get("status_id")), parse(envelope.body.get("cursor"))
    if status_id is None:
        return Dead("no post is named")
    try:
        following = await spread(services, status_id, cursor or 0)
    except FeedDown:
        return await put_off(envelope, services)
    if following is not None:
        body = {**envelope.body, "cursor": str(following)}
        await services.queue.send("fanout", Envelope("status.spread", str(services.ids.next()), envelope.key, body, trace=envelope.trace))
    if event is not None:
        await tell(services, status_id, event)
    return Ack()
