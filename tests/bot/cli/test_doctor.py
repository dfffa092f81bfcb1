"""`heard doctor --live`, beside a running program and where there is none."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.sandbox.people import Phone
from bot.store import schema
from bot.store.database import Database
from bot.store.tables import channel_account
from tests.bot.cli.running import PATIENCE, started
from tests.bot.web.rows import an_account, letters


def examined(*arguments: str, **settings: str) -> Result:
    surroundings = {f"HEARD_{name.upper()}": value for name, value in settings.items()}
    return CliRunner().invoke(app, ["doctor", *arguments], env=surroundings)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


@contextmanager
def answering(status: int, body: bytes) -> Iterator[int]:
    """Serve one answer at every path, and give the port."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Write no access log."""

    with HTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


async def test_beside_a_running_program_each_check_is_a_line(
    tester: Phone, settings: dict[str, str], tmp_path: Path
) -> None:
    settings["HEARD_WEB_LISTEN"] = f"127.0.0.1:{free_port()}"
    async with started("run", folder=tmp_path, settings=settings) as heard:
        await heard.says("Heard runs")
        tester.open()
        await tester.wait_for("language", PATIENCE)
        async with started("doctor", "--live", folder=tmp_path, settings=settings) as doctor:
            code, told = await doctor.ended()
        await heard.stopped()
    lines = told.splitlines()
    assert code == 0, told
    assert lines[:2] == [
        "ok     program: It answers, and does this: receive, send, tick, work.",
        "ok     database: It answers.",
    ]
    assert lines[2].startswith("ok     inbox: ")
    assert lines[3].startswith("ok     channel 1: ")
    async with started("doctor", "--live", folder=tmp_path, settings=settings) as doctor:
        code, told = await doctor.ended()
    assert (code, told.startswith("broken program: It does not answer at 127.0.0.1")) == (1, True)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(("state", "status", "code"), [("late", 200, 0), ("broken", 503, 1)])
def test_what_the_program_says_of_itself_decides(state: str, status: int, code: int) -> None:
    check = {"name": "inbox", "status": state, "told": "It waits.", "seconds": 700.0}
    body = {"status": state, "roles": ["work"], "checks": [check]}
    with answering(status, json.dumps(body).encode()) as port:
        result = examined("--live", web_listen=f"0.0.0.0:{port}")
    assert result.exit_code == code
    assert result.stdout.splitlines()[1] == f"{state:<7}inbox: It waits."


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("body", [b"<html>hello</html>", b"[]", b"{}", b""])
def test_another_program_at_its_place_is_not_taken_for_it(body: bytes) -> None:
    with answering(200, body) as port:
        result = examined("--live", web_listen=f"127.0.0.1:{port}")
    assert result.exit_code == 1
    assert result.stdout.startswith("broken program: It does not answer")


@pytest.mark.usefixtures("here")
def test_without_a_web_server_it_looks_at_the_database_itself(sqlite_database: Database) -> None:
    now = datetime.now(UTC)
    account = an_account(sqlite_database, now)
    letters(sqlite_database, account, now)
    with sqlite_database.transaction() as connection:
        connection.execute(channel_account.update().values(heard_at=now))
    where = {"database_url": sqlite_database.url, "web_listen": "off"}
    well = examined("--live", **where)
    assert well.exit_code == 0, well.output
    assert [line.split(":")[0] for line in well.stdout.splitlines()] == [
        "ok     migration", "ok     database", "ok     inbox", f"ok     channel {account}",
    ]  # fmt: skip

    with sqlite_database.transaction() as connection:
        long_ago = now - timedelta(hours=2)
        connection.execute(channel_account.update().values(heard_at=long_ago))
    silent = examined("--live", **where)
    assert silent.exit_code == 1
    assert f"broken channel {account}: The last contact was 2 hours ago." in silent.stdout


@pytest.mark.usefixtures("here")
def test_an_older_database_is_named_as_such(sqlite_database: Database) -> None:
    with sqlite_database.transaction() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
    result = examined("--live", database_url=sqlite_database.url, web_listen="off")
    assert result.exit_code == 1
    assert result.stdout == (
        f"broken database: It is at migration 0001, and this program needs {schema.newest()}.\n"
    )


def test_a_database_that_is_not_there_is_said_and_not_made(here: Path) -> None:
    result = examined("--live", database_url="sqlite:///none.db", web_listen="off")
    assert result.exit_code == 1
    assert result.stdout.startswith("broken database: The database cannot be opened:")
    assert not (here / "none.db").exists()
