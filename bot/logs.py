"""Logging: one line an event, with numbers of rows and never with words, tokens or addresses.

An exception is logged by its type and the places that it came through. Its own message may quote
what somebody wrote, so it is left out, and local variables are never shown.
"""

import logging
import sys
import traceback
from pathlib import Path

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

_HERE = Path(__file__).resolve().parent.parent


def configure(level: str = "info", *, as_json: bool | None = None) -> None:
    """Log from `level` on to standard error: as JSON, or for a console where there is one."""
    as_json = not sys.stderr.isatty() if as_json is None else as_json
    renderer: Processor = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer()
    )
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            name_the_error,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(
        level=number, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s"
    )
    for chatty in ("alembic", "apscheduler", "asyncio", "telegram"):
        logging.getLogger(chatty).setLevel(logging.ERROR)


def name_the_error(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Put an exception's type and the places it came through in its stead."""
    if event.pop("exc_info", None):
        kind, error, trace = sys.exc_info()
        if kind is not None and error is not None:
            event["error"] = kind.__name__
            event["at"] = [
                f"{_short(frame.filename)}:{frame.lineno}" for frame in traceback.extract_tb(trace)
            ]
    return event


def _short(filename: str) -> str:
    path = Path(filename)
    return str(path.relative_to(_HERE)) if path.is_relative_to(_HERE) else path.name
