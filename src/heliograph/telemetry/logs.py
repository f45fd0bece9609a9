"""Sets up the log: one line per event on standard error, readable on a terminal, JSON elsewhere, masked everywhere.

Rooms write `log = structlog.get_logger(room="delivery")` and `log.warning("link fell", carrier=name)`: a short sentence
and fields. What the standard library and its users log comes out in the same form.
"""

import json
import logging
import logging.config
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor

from heliograph.telemetry.masks import mask_fields

#: Python's number for each level that a setting may name.
LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}

#: Milliseconds since 1970 UTC.
Now = Callable[[], int]


def set_up(
    now: Now,
    level: str = "info",
    form: str = "auto",
    stream: TextIO | None = None,
    environ: Mapping[str, str] | None = None,
) -> None:
    """Send all logging of this process to `stream` (standard error). May be called again.

    `level` is `debug`, `info`, `warning` or `error`; `form` is `human`, `json`, or `auto`, which takes `human` on a
    terminal. NO_COLOR in `environ`, set to anything, takes the colours away; so does a stream that is no terminal.
    """
    stream = stream or sys.stderr
    environ = environ or {}
    terminal = stream.isatty()
    human = form == "human" or (form == "auto" and terminal)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        _Stamp(now),
        mask_fields,
    ]
    render: list[Processor]
    if human:
        colors = terminal and not environ.get("NO_COLOR")
        render = [structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=structlog.dev.plain_traceback)]
    else:
        render = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(serializer=_json)]
    structlog.configure(
        processors=[*shared, *render],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=structlog.WriteLoggerFactory(file=stream),
        cache_logger_on_first_use=False,
    )
    _take_over_standard_logging(stream, LEVELS[level], shared, render)


def _take_over_standard_logging(stream: TextIO, level: int, shared: list[Processor], render: list[Processor]) -> None:
    """Give what `logging` brings (asyncio's complaints, libraries) the same form and masks."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.captureWarnings(True)


class _Stamp:
    """Puts time, level and sentence first; the time is UTC to the millisecond (RFC 3339)."""

    def __init__(self, now: Now) -> None:
        self._now = now

    def __call__(self, _logger: Any, _method: str, fields: EventDict) -> EventDict:
        moment = datetime.fromtimestamp(self._now() / 1000, UTC)
        timestamp = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return {"timestamp": timestamp, "level": fields.get("level"), "event": fields.get("event"), **fields}


def _json(fields: Any, **_kwargs: Any) -> str:
    """The line as JSON on one line; a value that JSON has no form for is shown by its type alone, since its repr could
    hold anything."""
    return json.dumps(fields, ensure_ascii=False, default=lambda value: f"<{type(value).__name__}>")
