"""Fixtures for tests of every room."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings
from structlog.types import Processor

from bot.logs import CHATTY
from bot.store.database import Database, migrate
from tests.databases import Postgres, running_postgres, sqlite_copy

# The same examples in every run, however slow the machine is.
settings.register_profile(
    "steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")

# The usual renderer draws each local variable of a traceback, which takes seconds.
_LOGGED: list[Processor] = [
    structlog.processors.add_log_level,
    structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table and no row, to be copied."""
    path = tmp_path_factory.mktemp("template") / "heard.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The Postgres server of this run."""
    with running_postgres() as server:
        yield server


@pytest.fixture(autouse=True)
def _usual_logging() -> Iterator[None]:
    """Let no test's way of logging outlive it: a command that a test runs says how to log."""
    loggers = [logging.getLogger(name) for name in (*CHATTY, "bot")]
    levels = [one.level for one in loggers]
    structlog.configure(processors=_LOGGED)
    yield
    structlog.reset_defaults()
    for one, level in zip(loggers, levels, strict=True):
        one.setLevel(level)


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A fresh SQLite database, for stories."""
    with sqlite_copy(sqlite_template, tmp_path) as database:
        yield database


@pytest.fixture
def postgres_database(postgres: Postgres) -> Iterator[Database]:
    """A fresh Postgres database."""
    with postgres.copy() as database:
        yield database


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Database:
    """A fresh database: each test that asks for one runs on SQLite and on Postgres."""
    found = request.getfixturevalue(f"{request.param}_database")
    assert isinstance(found, Database)
    return found
