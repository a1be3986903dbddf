"""Traces: one id from the request through the outbox and the queue to the handler. Spans carry templates and types, nothing personal."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from opentelemetry import context, trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

EXPORT_SECONDS = 5
_PROVIDER = TracerProvider(resource=Resource({"service.name": "social"}), shutdown_on_exit=False)
_TRACER = _PROVIDER.get_tracer("social")
_TEXT = TraceContextTextMapPropagator()


def provider() -> TracerProvider:
    """Where spans go; exporters are added to it."""
    return _PROVIDER


@contextmanager
def exported(endpoint: str | None) -> Iterator[None]:
    """Send spans meanwhile, from a thread of its own, by OTLP over HTTP: a collector that is down costs spans, never a request."""
    if endpoint is None:
        yield
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    processor = BatchSpanProcessor(
        OTLPSpanExporter(endpoint=_traces(endpoint), timeout=EXPORT_SECONDS), export_timeout_millis=EXPORT_SECONDS * 1000
    )
    _PROVIDER.add_span_processor(processor)
    try:
        yield
    finally:
        processor.shutdown()  # type: ignore[no-untyped-call]


def _traces(endpoint: str) -> str:
    return endpoint if endpoint.endswith("/v1/traces") else f"{endpoint.rstrip('/')}/v1/traces"


def current() -> str | None:
    """The context as text, to be kept beside a message; None outside of any span."""
    found: dict[str, str] = {}
    _TEXT.inject(found)
    return found.get("traceparent")


def current_id() -> str | None:
    """The id of the trace; None outside of any."""
    found = trace.get_current_span().get_span_context()
    return format(found.trace_id, "032x") if found.is_valid else None


@contextmanager
def span(
    name: str, parent: str | None = None, kind: SpanKind = SpanKind.INTERNAL, attributes: Mapping[str, Any] | None = None
) -> Iterator[Span]:
    """A span below what runs, or below a context that was kept as text. An exception marks it; its words stay out."""
    above = _TEXT.extract({"traceparent": parent}, context.Context()) if parent else None
    with _TRACER.start_as_current_span(
        name, context=above, kind=kind, attributes=dict(attributes or {}), record_exception=False, set_status_on_exception=False
    ) as found:
        try:
            yield found
        except BaseException as error:
            found.set_attribute("error.type", type(error).__name__)
            found.set_status(Status(StatusCode.ERROR))
            raise
