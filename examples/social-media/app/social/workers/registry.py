"""Handlers by queue and type of message. A handler is a function of the envelope and the services; shells call it from any broker."""

import importlib
import pkgutil
from collections.abc import Awaitable, Callable
from time import perf_counter

import structlog
from opentelemetry.trace import SpanKind
from structlog.contextvars import bound_contextvars

from social.app.services import Services
from social.domain.errors import Unavailable
from social.domain.ids import millis, parse
from social.ports.queue import Ack, Dead, Envelope, Outcome, Retry
from social.telemetry import metrics, traces

Handler = Callable[[Envelope, Services], Awaitable[Outcome]]
HANDLERS: dict[tuple[str, str], Handler] = {}
log = structlog.get_logger()


def handles(queue: str, type_: str) -> Callable[[Handler], Handler]:
    """Register a handler."""

    def register(handler: Handler) -> Handler:
        if (queue, type_) in HANDLERS:
            raise ValueError(f"{queue} {type_} has a handler already")
        HANDLERS[queue, type_] = handler
        return handler

    return register


def load() -> None:
    """Import every module of handlers."""
    import social.workers.tasks as package

    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")


async def handle(queue: str, envelope: Envelope, services: Services) -> Outcome:
    """What becomes of a message: never an exception, so that one message can't stop the others. It belongs to the trace that sent it."""
    start = perf_counter()
    with traces.span(f"{queue} {envelope.type}", envelope.trace, SpanKind.CONSUMER), bound_contextvars(trace_id=traces.current_id()):
        outcome = await _outcome(queue, envelope, services)
    metrics.MESSAGES.labels(queue, type(outcome).__name__.lower()).inc()
    metrics.MESSAGE_SECONDS.labels(queue).observe(perf_counter() - start)
    if isinstance(outcome, Ack) and envelope.type == "status.created" and queue == "fanout":
        post = parse(envelope.body.get("status_id"))
        metrics.FANOUT_LAG.observe(max(0, services.clock.now() - millis(post or 0)) / 1000)
    return outcome


async def _outcome(queue: str, envelope: Envelope, services: Services) -> Outcome:
    handler = HANDLERS.get((queue, envelope.type))
    if handler is None:
        return Dead(f"no handler for {envelope.type}")
    try:
        return await handler(envelope, services)
    except Unavailable:
        return Retry()
    except Exception as error:
        log.exception("handler failed", queue=queue, type=envelope.type, key=envelope.key, attempt=envelope.attempt)
        # What an exception says may quote what somebody wrote; the reason of a dead letter must not.
        return Retry() if envelope.attempt < services.settings.queue_attempts else Dead(f"{type(error).__name__} in {handler.__name__}")
