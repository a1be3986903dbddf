"""Every metric of the process. Labels are few and closed: route templates, queues, outcomes; never ids, names or addresses."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()
_FAST = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_SLOW = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0)


def _counter(name: str, text: str, *labels: str) -> Counter:
    return Counter(name, text, labels, registry=REGISTRY)


def _gauge(name: str, text: str, *labels: str) -> Gauge:
    return Gauge(name, text, labels, registry=REGISTRY)


def _histogram(name: str, text: str, *labels: str, buckets: tuple[float, ...] = _FAST) -> Histogram:
    return Histogram(name, text, labels, registry=REGISTRY, buckets=buckets)


# --- requests -----------------------------------------------------------------------------------------------------------------------
REQUESTS = _counter("social_http_requests_total", "Requests that were answered.", "method", "route", "status")
REQUEST_SECONDS = _histogram("social_http_request_seconds", "Time to answer; streams are left out.", "method", "route")
IN_FLIGHT = _gauge("social_http_in_flight", "Requests that are being handled.")
WAITING = _gauge("social_http_waiting", "Requests that wait for their turn.")
OVERLOADED = _counter("social_http_overloaded_total", "Requests that were refused because too much was going on.", "reason")
LIMITED = _counter("social_rate_limited_total", "Requests that went beyond a rate limit.", "limit")
LIMITER_FALLBACKS = _counter(
    "social_limiter_fallbacks_total", "Failures of the limiter's store, after which the process counts for itself."
)

# --- work ---------------------------------------------------------------------------------------------------------------------------
QUEUE_WAITING = _gauge("social_queue_waiting", "Messages that wait.", "queue")
QUEUE_IN_FLIGHT = _gauge("social_queue_in_flight", "Messages in a worker's hands.", "queue")
QUEUE_DEAD = _gauge("social_queue_dead", "Dead letters.", "queue")
QUEUE_OLDEST = _gauge("social_queue_oldest_seconds", "Age of the oldest message that waits.", "queue")
OUTBOX_WAITING = _gauge("social_outbox_waiting", "Messages that are committed, due and not yet sent.")
OUTBOX_OLDEST = _gauge("social_outbox_oldest_seconds", "How long the oldest of them is due.")
MESSAGES = _counter("social_messages_total", "Messages that workers finished.", "queue", "outcome")
MESSAGE_SECONDS = _histogram("social_message_seconds", "Time that a handler took.", "queue", buckets=_SLOW)
FANOUT_LAG = _histogram("social_fanout_lag_seconds", "From a post's commit to its place in the feeds.", buckets=_SLOW)
INDEX_LAG = _gauge("search_index_lag_seconds", "Age of the oldest change that search doesn't know.")
FEED_READS = _counter("social_feed_reads_total", "Pages of home by where they came from: window, sql, or down.", "source")

# --- realtime -----------------------------------------------------------------------------------------------------------------------
STREAM_CLIENTS = _gauge("social_stream_clients", "Open streams.", "kind")
STREAM_EVENTS = _counter("social_stream_events_total", "Events that were queued for clients.")
STREAM_CLOSED = _counter("social_stream_closed_total", "Streams that the server ended.", "reason")
BUS_FAILURES = _counter("social_bus_failures_total", "Calls that the bus didn't answer.", "call")

# --- dependencies -------------------------------------------------------------------------------------------------------------------
DEPENDENCY_UP = _gauge("social_dependency_up", "1 if the dependency answers, else 0.", "name")


def names() -> set[str]:
    """Every name that a query may use, with the suffixes of counters and histograms."""
    found = set()
    for family in REGISTRY.collect():
        if family.type == "counter":
            found.add(f"{family.name}_total")
        elif family.type == "histogram":
            found |= {f"{family.name}_{part}" for part in ("bucket", "sum", "count")}
        else:
            found.add(family.name)
    return found
