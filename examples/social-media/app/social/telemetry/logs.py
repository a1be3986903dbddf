"""Logs: a JSON object per line on standard error. What people write, who they are and what proves it never gets there."""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

Fields = MutableMapping[str, Any]

# Names under which nothing is logged, whatever it is.
_SECRET = re.compile(
    r"(?:^|_)(?:text|content|html|note|comment|spoiler|e?mail|password|passwd|secret|token|authorization|cookie|code|verifier|query|params|"
    r"body|payload|parameters|address|ip|username|display_name|url|endpoint|auth|p256dh)(?:$|_)"
)
_MOST = 300
_SCRUBBED = (
    (re.compile(r"(?i)\b(bearer|basic)\s+[^\s\"',;]+"), r"\1 [removed]"),
    (re.compile(r"(?i)((?:token|password|secret|code|verifier|email)[\"']?\s*[=:]\s*[\"']?)[^\s&\"',;]+"), r"\1[removed]"),
    (re.compile(r"[^\s@<>\"'(=]+@[^\s@<>\"')]+\.[^\s@<>\"').,]+"), "[removed]"),
    (re.compile(r"(\w+://)[^\s/@]+@"), r"\1[removed]@"),
)  # fmt: skip


def configure(level: str = "info", stream: TextIO | None = None) -> None:
    """For structlog and for whatever logs through the standard library, uvicorn and drivers included."""
    least = logging.getLevelNamesMapping()[level.upper()]
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _error,
    ]
    structlog.configure(
        processors=[*shared, _discreet, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.addFilter(_ours_or_worth_it)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_foreign, *shared, _discreet],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.JSONRenderer()],
        )
    )
    root = logging.getLogger()
    for old in [each for each in root.handlers if isinstance(each.formatter, structlog.stdlib.ProcessorFormatter)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(least)
    logging.captureWarnings(capture=True)


def _ours_or_worth_it(record: logging.LogRecord) -> bool:
    """What libraries say in passing holds addresses and rows, and no level brings it here."""
    return isinstance(record.msg, dict) or record.levelno >= logging.WARNING


def _foreign(_logger: Any, _method: str, fields: Fields) -> Fields:
    """Of other people's messages the template alone: what they fill in may be an address, a path with a token, a row."""
    record: logging.LogRecord = fields["_record"]
    fields["event"] = str(record.msg).partition("\n")[0]
    fields["logger"] = record.name
    fields.pop("positional_args", None)
    if record.exc_info and record.exc_info[1] is not None:
        fields["exc_info"] = record.exc_info
    # Further handlers would format the exception again.
    record.exc_info, record.exc_text = None, None
    return fields


def _error(_logger: Any, _method: str, fields: Fields) -> Fields:
    """An exception as its kinds and its places. Its text is left out: drivers quote rows in it."""
    found = fields.pop("exc_info", None)
    if not found:
        return fields
    error = found if isinstance(found, BaseException) else found[1] if isinstance(found, tuple) else sys.exc_info()[1]
    kinds: list[str] = []
    places: list[str] = []
    while error is not None and len(kinds) < 5:
        kinds.append(type(error).__name__)
        places += [_place(frame) for frame in traceback.extract_tb(error.__traceback__)]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return {**fields, "error": kinds, "trace": places[-30:]}


def _place(frame: traceback.FrameSummary) -> str:
    return f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}"


def _discreet(_logger: Any, _method: str, fields: Fields) -> Fields:
    """The last look: forbidden names are dropped, texts are cut and scrubbed."""
    kept: Fields = {}
    for name, value in fields.items():
        if name in ("_record", "_from_structlog"):
            kept[name] = value
        elif not _SECRET.search(name.lower()):
            kept[name] = _clean(value)
    return kept


def _clean(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [_clean(each) for each in value]
    text = str(value)
    if len(text) > _MOST:
        # First, since patterns take longer than the text is long; without its last word, of which a pattern might not know the half.
        text = " ".join([*text[:_MOST].split()[:-1], "…"])
    for pattern, instead in _SCRUBBED:
        text = pattern.sub(instead, text)
    return text
