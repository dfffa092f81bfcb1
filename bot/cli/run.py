"""`heard run`: the bot on the real Telegram; in a pilot for listed testers only."""

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Collection, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.networks import served
from bot.cli.plainly import Problem, opened, plainly, read_settings
from bot.cli.resume import held_note
from bot.cli.served import Served
from bot.cli.the_list import the_list
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.program import Line, Program, Role
    from bot.store.database import Database

COLLECT_EVERY = 10_000
"""New objects after which the garbage collector looks at them; Python's own 700 cost 3 %."""


class Part(StrEnum):
    """What a process does: everything, or one part where others do the rest."""

    ALL = "all"
    RECEIVE = "receive"
    WORK = "work"
    SEND = "send"
    TICK = "tick"


Parts = Annotated[
    list[Part],
    typer.Option(
        help="What this process does; may be given more than once. "
        "Only on Postgres other than 'all': there several processes may share the work."
    ),
]


def run(role: Parts = [Part.ALL]) -> None:  # noqa: B006  typer copies it
    """Talk with people on Telegram until Ctrl-C; in a pilot with listed testers only."""
    import uvloop

    from bot import logs

    with plainly():
        settings = read_settings()
        networks = served(settings)
        _make_media_folder(settings.media_dir)
        the_list(settings)  # half a setting is told before anything starts
        with opened(settings) as database, database.running():
            roles = _roles(database, role)
            lines = [(_line(settings, one, _prepare(database, one)), one) for one in networks]
            logs.configure(settings.log_level)
            if note := held_note(database):
                typer.echo(note)
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(until_told_to_stop(_serve(database, lines, settings, roles)))
    typer.echo("Heard has stopped. What it was told is stored; it goes on when you start it again.")


def _line(settings: Settings, one: Served, account: int) -> "Line":
    from bot.channels.telegram import Hook, Wire
    from bot.program import Line

    wire = Wire(
        settings.telegram_proxy, settings.telegram_ca_file, settings.telegram_connect_seconds,
        settings.telegram_read_seconds, settings.telegram_write_seconds,
        settings.telegram_connections,
    )  # fmt: skip
    called = settings.webhook_url and str(settings.webhook_url)
    return Line(
        account, one.token, str(settings.telegram_base_url),
        testers=None if one.is_live(datetime.now(UTC)) else frozenset(map(str, one.testers)),
        languages=one.languages, wire=wire, retention=one.governance.retention,
        hook=Hook(called, account, settings.webhook_secret) if called else None,
    )  # fmt: skip


def _roles(database: "Database", wanted: Sequence[Part]) -> "Collection[Role]":
    from bot.program import ROLES

    if Part.ALL in wanted:
        return ROLES
    if database.is_sqlite:
        raise Problem(
            "On SQLite one process does everything: leave --role out, "
            "or set HEARD_DATABASE_URL to a Postgres database."
        )
    return [role for role in ROLES if Part(role) in wanted]


def _make_media_folder(folder: Path) -> None:
    why = None
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        why = error.strerror
    if why:
        raise Problem(f"The folder of HEARD_MEDIA_DIR, {folder}, cannot be made: {why}.")


def _prepare(database: "Database", one: Served) -> int:
    """Bring network and account up to the settings, and give the account's number.

    Raises SetupError where the token is that of another bot.
    """
    from bot.involvement.setup import ensure_account, ensure_network

    with database.transaction() as connection:
        network = ensure_network(
            connection, one.slug, one.organisation, datetime.now(UTC), zone=one.timezone,
            languages=one.languages, signposts=one.shown,
        )  # fmt: skip
        return ensure_account(connection, network, one.secret, one.bot)


async def _serve(
    database: "Database", lines: "Sequence[tuple[Line, Served]]", settings: Settings,
    roles: "Collection[Role]",
) -> None:  # fmt: skip
    """Run until cancelled. Raises WrongToken, StoreError, and Problem for a fault of our own."""
    import structlog

    from bot import systemd
    from bot.channels.telegram import UnusableCertificates, WrongToken
    from bot.delivery.pacing import Rates
    from bot.program import Program
    from bot.store.errors import StoreError
    from bot.web.listening import CannotListen

    log = structlog.get_logger(__name__)
    try:
        rates = Rates(settings.messages_per_second, settings.chat_messages_per_second)
        program = Program(
            database, [line for line, _ in lines], settings.media_dir, rates=rates, roles=roles,
            inbox_bound=settings.inbox_bound, stops=the_list(settings),
            web_address=settings.web_address,
        )  # fmt: skip
        # Ready before Telegram has answered: it may be away for longer than systemd waits.
        async with _serving(settings, program), systemd.told(program.health.answers):
            typer.echo("Heard asks Telegram who its bot is.")
            async with program:
                for line, one in lines:
                    await _greet(database, line, one, program.channels[line.account].username)
                _collect_seldom()
                await program.until_broken()
    except WrongToken:
        if len(lines) == 1:
            raise
        slugs = ", ".join(one.slug for _, one in lines)
        raise Problem(
            f"Telegram does not know the bot token of one of these networks: {slugs}. "
            "Copy it again from @BotFather, whole and without spaces."
        ) from None
    except (UnusableCertificates, CannotListen, StoreError):
        raise
    except Exception:
        log.exception("heard broke")
    raise Problem("Heard has stopped because of a fault of its own; the log says where.")


def _collect_seldom() -> None:
    """Let the garbage collector leave alone what stays: going through it all stops us for 0.3 s.

    What turns leave behind it looks at less often; nearly all of it goes without it.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_EVERY, *gc.get_threshold()[1:])


@asynccontextmanager
async def _serving(settings: Settings, program: "Program") -> AsyncIterator[None]:
    """Serve the program's routes where HEARD_WEB_LISTEN says. Raises CannotListen."""
    from bot.web.server import WebServer

    if settings.listen is None:
        yield
        return
    async with WebServer(settings.listen, program.routes) as server:
        typer.echo(f"Health and figures: {server.address}/health and /metrics.")
        yield


async def _greet(database: "Database", line: "Line", one: Served, username: str) -> None:
    from bot.involvement.setup import remember_bot

    bot = one.bot
    if bot is not None:  # Telegram has just said that the token is right
        await database.write(lambda connection: remember_bot(connection, line.account, bot))
    typer.echo(f"Heard runs as @{username} for {one.organisation}. Ctrl-C stops it.")
    if line.testers is None:
        typer.echo("This is no pilot: everybody who writes gets an answer.")
    elif one.testers:
        typer.echo(f"Testers listed: {len(one.testers)}. Nobody else gets an answer.")
    else:
        typer.echo(
            "Nobody is listed as a tester, so nobody gets an answer. "
            f"Write to @{username} from your phone, then `heard testers` shows your number."
        )
    if line.testers is not None:
        typer.echo(_why_a_pilot(one))


def _why_a_pilot(one: Served) -> str:
    if one.was_to_be_live(datetime.now(UTC)):
        return (
            "WARNING: it was decided to be live, and this is a pilot, in which only testers get an "
            f"answer. Missing: {', '.join(one.lacking)}."
        )
    if one.lacking:
        return (
            f"This is a pilot: {len(one.lacking)} things are missing to go live. "
            "`heard doctor` lists them."
        )
    day = one.governance.said["decision.live_from"]
    return f"This is a pilot until {day:%d %B %Y}, the day in decision.live_from."


async def until_told_to_stop(running: Coroutine[Any, Any, None]) -> None:
    """Run until it ends, or until Ctrl-C or SIGTERM; a second of these ends everything at once."""
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(running)

    def stop() -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
        task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    with suppress(asyncio.CancelledError):
        await task
