"""Is the running program well: quick enough for a container's check."""

import http.client
import json
from collections.abc import Iterator
from typing import Any

from bot.settings import Settings

OK, LATE, BROKEN = "ok", "late", "broken"
"""As `bot.delivery.health` says it; importing that takes longer than the whole check."""

Check = tuple[str, str, str]
"""State, name, and what is told."""

PATIENCE = 2.0  # seconds
_MOST = 100_000  # bytes
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  it is asked, not served


def checks(settings: Settings) -> Iterator[Check]:
    """Ask the running program, or look at its database where it cannot be asked."""
    if settings.listen and settings.listen[1]:
        yield from _asked(*settings.listen)
    else:
        yield from _looked(settings.database_url)


def _asked(host: str, port: int) -> Iterator[Check]:
    """Ask the program itself, by its web server."""
    told = _page(_EVERYWHERE.get(host, host), port)
    if told is None:
        yield BROKEN, "program", f"It does not answer at {host}, port {port}."
        return
    yield OK, "program", f"It answers, and does this: {', '.join(told['roles'])}."
    for one in told["checks"]:
        yield one["status"], one["name"], one["told"]


def _page(host: str, port: int) -> dict[str, Any] | None:
    """Fetch /health; None where it does not come, or is not what Heard would say."""
    connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
    try:
        connection.request("GET", "/health")
        told = json.loads(connection.getresponse().read(_MOST))
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()
    return told if isinstance(told, dict) and {"roles", "checks"} <= set(told) else None


def _looked(url: str) -> Iterator[Check]:
    """Look at the database, where there is no web server to ask."""
    from datetime import UTC, datetime

    from bot.delivery.health import judge, look
    from bot.store import schema
    from bot.store.database import Database
    from bot.store.errors import StoreError

    try:
        _refuse_missing(url)
        with Database(url, wait=PATIENCE) as database, database.reading() as connection:
            stands, needed = schema.stands_at(connection), schema.newest()
            seen = look(connection) if stands == needed else None
    except StoreError as error:
        yield BROKEN, "database", " ".join(str(error).split())
        return
    if seen is None:
        why = f"It is at migration {stands or 'none'}, and this program needs {needed}."
        yield BROKEN, "database", why
        return
    yield OK, "migration", f"The tables are at {needed}, the newest."
    long_ago = datetime.min.replace(tzinfo=UTC)
    for check in judge(seen, datetime.now(UTC), long_ago, takes=True, receives=True):
        yield check.state, check.name, check.told


def _refuse_missing(url: str) -> None:
    """Raise DatabaseUnreachable for a SQLite file that is not there: looking must not make it."""
    from bot.store import engines
    from bot.store.errors import DatabaseUnreachable

    read = engines.read_url(url)
    if engines.is_sqlite(read) and not engines.file_of(read).is_file():
        raise DatabaseUnreachable(reason=f"{engines.file_of(read)} is not there")
