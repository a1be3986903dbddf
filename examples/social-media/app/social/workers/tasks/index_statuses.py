"""Keeping the index of posts up to date. Every message only says which post to look at, so order and repeats don't matter."""

from social.app.searching import refresh
from social.app.services import Services
from social.domain.ids import parse
from social.ports.others import SearchDown
from social.ports.queue import Ack, Dead, Envelope, Outcome, Retry
from social.workers.registry import handles


@handles("index", "status.created")
@handles("index", "status.edited")
@handles("index", "status.deleted")
@handles("index", "status.changed")
async def reindex(envelope: Envelope, services: Services) -> Outcome:
    """Index a post as it is now, or take it out."""
    status_id = parse(envelope.body.get("status_id"))
    if status_id is None:
        return Dead("no post is named")
    try:
        await refresh(services, status_id)
    except SearchDown:
        return Retry()
    return Ack()
