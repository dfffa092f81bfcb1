"""Logging: one line an event, with numbers of rows and never with words, tokens or addresses.

An exception is logged by its type and the places that it came through. Its own message may quote
what somebody wrote, so it is left out, and local variables are never shown. Libraries log through
the same door: of what they say only warnings count, and only the first line, since what follows
often quotes an error or what it was about.
"""

import logging
import sys
import traceback
from pathlib import Path

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

CHATTY = ("alembic", "apscheduler", "asyncio", "telegram")
"""Libraries of which only errors are logged."""
_HERE = Path(__file__).resolve().parent.parent


def configure(level: str = "info", *, as_json: bool | None = None) -> None:
    """Log from `level` on to standard error: as JSON, or for a console where there is one.

    `level` is for Heard itself; libraries log warnings and errors.
    """
    as_json = not sys.stderr.isatty() if as_json is None else as_json
    renderer: Processor = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer()
    )
    number = logging.getLevelNamesMapping()[level.upper()]
    first: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        name_the_error,
    ]
    structlog.configure(
        processors=[*first, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    _let_libraries_in(first, renderer)
    logging.getLogger(__package__).setLevel(number)
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(logging.ERROR)


def _let_libraries_in(first: list[Processor], renderer: Processor) -> None:
    """Write what is logged by the standard library's way in the same form."""
    drop = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, first_line, *first],
            processors=[drop, renderer],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


def name_the_error(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Put an exception's type and the places it came through in its stead."""
    error = _error(event.pop("exc_info", None))
    if error is not None:
        event["error"] = type(error).__name__
        event["at"] = [
            f"{_short(frame.filename)}:{frame.lineno}"
            for frame in traceback.extract_tb(error.__traceback__)
        ]
    return event


def _error(told: object) -> BaseException | None:
    if isinstance(told, tuple):  # as the standard library hands it over
        told = told[1]
    if isinstance(told, BaseException):
        return told
    return sys.exc_info()[1] if told else None


def first_line(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Keep the first line of what a library says; tracebacks that it wrote itself go too."""
    event["event"] = str(event["event"]).partition("\n")[0]
    event.pop("stack_info", None)
    return event


def _short(filename: str) -> str:
    path = Path(filename)
    return str(path.relative_to(_HERE)) if path.is_relative_to(_HERE) else path.name
