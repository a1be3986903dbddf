"""What waits in the queues, and what died there; for people with the permission manage_queues."""

from typing import Any

from social.app import auditing
from social.domain.errors import NotFound
from social.http.routing import Call, Parameter, route, staff
from social.ports.queue import QUEUES

_READ = staff("admin:read", "manage_queues")
_WRITE = staff("admin:write", "manage_queues")


@route("GET", "/api/x/v1/admin/queues", _READ)
async def index(call: Call) -> list[dict[str, Any]]:
    """Every queue with its depth."""
    return [await _depth(call, queue) for queue in QUEUES]


@route("GET", "/api/x/v1/admin/queues/{queue}/dead", _READ, takes=(Parameter("limit", "integer"),))
async def dead(call: Call) -> list[dict[str, Any]]:
    """Dead letters, oldest first, with why they died. Bodies hold ids, nothing personal."""
    found = await call.services.queue.dead(_queue(call), call.params.number("limit", 40, least=1, most=200) or 40)
    return [
        {"id": letter.id, "type": letter.type, "key": letter.key, "attempts": letter.attempt, "reason": reason, "body": dict(letter.body)}
        for letter, reason in found
    ]


@route("POST", "/api/x/v1/admin/queues/{queue}/redrive", _WRITE)
async def redrive(call: Call) -> dict[str, Any]:
    """Put the dead letters of a queue back, their attempts forgotten; how many."""
    queue = _queue(call)
    who = auditing.subject(call.services, "account", call.account.id)
    async with call.services.db.begin() as unit:
        await auditing.record(unit, who, "queue.redriven", queue)
    moved = await call.services.queue.redrive(queue)
    return {"redriven": moved, **await _depth(call, queue)}


def _queue(call: Call) -> str:
    name = call.path("queue")
    if name not in QUEUES:
        raise NotFound
    return name


async def _depth(call: Call, queue: str) -> dict[str, Any]:
    depth = await call.services.queue.depth(queue)
    return {
        "name": queue, "waiting": depth.waiting, "in_flight": depth.in_flight, "dead": depth.dead, "oldest_seconds": depth.oldest_seconds,
    }  # fmt: skip
