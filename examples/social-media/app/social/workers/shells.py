"""Shells for functions: what AWS, Azure and Google hand over becomes an envelope, and what the handler says becomes their kind of answer.

The broker deletes what a function has finished. Delays and dead letters are settled by the queue adapter, as in the poll loop, and what is
buried counts as finished. A payload that is no envelope is left to the platform's own redrive policy, which keeps it as it is.
"""

import asyncio
import base64
import binascii
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

import orjson
import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from social.app.services import Services
from social.ports.queue import QUEUES, Ack, Dead, Delivery, Envelope, Outcome, Retry
from social.workers import registry

LARGEST = 1_000_000
log = structlog.get_logger()


class Again(Exception):
    """Tells a platform that a message must come again: there, an exception is the only way to say so."""


def queue_of(name: str) -> str:
    """The queue behind a broker's name: its last word, so that `shop-prod-fanout` is `fanout`."""
    last = name.rstrip("/").replace(":", "/").rsplit("/", 1)[-1].removesuffix(".fifo")
    for queue in QUEUES:
        if last == queue or last.endswith((f"-{queue}", f"_{queue}", f".{queue}")):
            return queue
    raise ValueError(f"{last} is the name of no queue")


def envelope(data: bytes | str, attempt: int) -> Envelope:
    """An envelope from JSON; ValueError for what is none."""
    try:
        found = orjson.loads(data)
        made = Envelope(**{**found, "attempt": max(1, attempt)})
    except (orjson.JSONDecodeError, TypeError) as error:
        raise ValueError(f"not an envelope: {error}") from None
    if not (isinstance(made.type, str) and isinstance(made.id, str) and isinstance(made.key, str) and isinstance(made.body, Mapping)):
        raise ValueError("not an envelope: type, id and key are text, body is an object")
    return made


async def handled(services: Services, delivery: Delivery) -> bool:
    """Whether the broker may delete a message."""
    outcome: Outcome = await registry.handle(delivery.queue, delivery.envelope, services)
    if isinstance(outcome, Ack):
        return True
    if isinstance(outcome, Retry) and delivery.envelope.attempt >= services.settings.queue_attempts:
        outcome = Dead(f"{delivery.envelope.attempt} attempts")
    try:
        await services.queue.settle(delivery, outcome)
    except Exception:
        log.exception("not settled; it comes again", queue=delivery.queue, id=delivery.envelope.id)
        return False
    return isinstance(outcome, Dead)


async def aws_lambda(event: Mapping[str, Any], services: Services) -> dict[str, list[dict[str, str]]]:
    """A batch of SQS messages; the answer names those that must come again (ReportBatchItemFailures)."""
    records = event.get("Records", [])
    done = await asyncio.gather(*(_record(record, services) for record in records))
    return {"batchItemFailures": [{"itemIdentifier": record["messageId"]} for record, good in zip(records, done, strict=True) if not good]}


async def _record(record: Mapping[str, Any], services: Services) -> bool:
    try:
        found = envelope(record["body"], int(record["attributes"]["ApproximateReceiveCount"]))
        queue = queue_of(record["eventSourceARN"])
    except (KeyError, ValueError) as error:
        # Left to the redrive policy, which keeps the message as it is.
        log.error("a record that is no message", reason=str(error), id=record.get("messageId"))
        return False
    return await handled(services, Delivery(queue, found, record["receiptHandle"]))


class ServiceBusMessage(Protocol):
    """The parts of azure.functions.ServiceBusMessage that are needed."""

    @property
    def delivery_count(self) -> int | None:
        """Deliveries so far."""
        ...

    @property
    def lock_token(self) -> str | None:
        """What settles it."""
        ...

    def get_body(self) -> bytes:
        """The payload."""
        ...


async def azure_function(message: ServiceBusMessage, queue: str, services: Services) -> None:
    """One message of a Service Bus trigger; Again makes the platform abandon it."""
    try:
        found = envelope(message.get_body(), message.delivery_count or 1)
    except ValueError as error:
        log.error("a message that is none", reason=str(error), queue=queue)
        raise Again(str(error)) from None
    if not await handled(services, Delivery(queue, found, message.lock_token or "")):
        raise Again(f"{found.type} {found.id}")


async def pubsub(body: bytes, services: Services) -> int:
    """One pushed message; the status to answer with: 204 acknowledges it, anything else brings it again."""
    try:
        pushed = orjson.loads(body)
        message = pushed["message"]
        data = base64.b64decode(message["data"], validate=True)
        found = envelope(data, int(pushed.get("deliveryAttempt") or 1))
        queue = queue_of(pushed["subscription"])
        delivery = Delivery(queue, found, str(message["messageId"]))
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        log.error("a push that is no message", reason=str(error))
        return 400
    return 204 if await handled(services, delivery) else 503


def pubsub_app(services: Services, verify: Callable[[str], Awaitable[bool]]) -> ASGIApp:
    """An application for pushes. Anybody can find its address, so `verify` must say whether a bearer token is Google's for this service."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if request.method != "POST":
            status = 405
        elif kind.lower() != "bearer" or not await verify(token.strip()):
            status = 401
        elif (body := await _bounded(request)) is None:
            status = 413
        else:
            status = await pubsub(body, services)
        await Response(status_code=status)(scope, receive, send)

    return app


async def _bounded(request: Request) -> bytes | None:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return None
    return bytes(body)
