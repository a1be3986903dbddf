"""Windows follow what their readers follow."""

from social.app.fanout import balance, give_back, match, match_tag
from social.app.home import build, forget_celebrities
from social.app.services import Services
from social.ports.feed import FeedDown
from social.ports.queue import Ack, Envelope, Outcome
from social.workers.registry import handles
from social.workers.tasks.putting_off import put_off


@handles("fanout", "followed")
@handles("fanout", "unfollowed")
@handles("fanout", "blocked")
@handles("fanout", "unblocked")
@handles("fanout", "muted")
@handles("fanout", "unmuted")
async def related(envelope: Envelope, services: Services) -> Outcome:
    """What holds now counts, not what the message says: late and double messages do no harm."""
    source, target = int(envelope.body["source_id"]), int(envelope.body["target_id"])
    forget_celebrities(services, source)
    try:
        await match(services, source, target)
        await balance(services, target)
    except FeedDown:
        return await put_off(envelope, services)
    return Ack()


@handles("fanout", "tag.followed")
async def tag_followed(envelope: Envelope, services: Services) -> Outcome:
    """Posts with the tag come into the window."""
    try:
        await match_tag(services, int(envelope.body["account_id"]), int(envelope.body["tag_id"]))
    except FeedDown:
        return await put_off(envelope, services)
    return Ack()


@handles("fanout", "author.returns")
async def returns(envelope: Envelope, services: Services) -> Outcome:
    """An author has few enough followers to be pushed again: a page of windows, then the rest."""
    body = envelope.body
    try:
        following = await give_back(services, int(body["account_id"]), int(body["job"]), int(body.get("cursor", 0)))
    except FeedDown:
        return await put_off(envelope, services)
    if following is not None:
        further = Envelope(envelope.type, str(services.ids.next()), envelope.key, {**body, "cursor": str(following)}, trace=envelope.trace)
        await services.queue.send("fanout", further)
    return Ack()


@handles("fanout", "home.missing")
async def missing(envelope: Envelope, services: Services) -> Outcome:
    """A window is built; while the store is down nobody needs one."""
    try:
        await build(services, int(envelope.body["account_id"]), int(envelope.body["seconds"]))
    except FeedDown:
        return Ack()
    return Ack()
