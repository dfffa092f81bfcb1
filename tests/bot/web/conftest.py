"""Web servers on loopback, as `heard run` has one."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import ClientSession
from starlette.routing import BaseRoute

from bot.web.server import WebServer


@dataclass
class Answer:
    """What a page answered."""

    status: int
    headers: dict[str, str]
    body: bytes


class Pages:
    """A running web server, and a caller of it."""

    def __init__(self, server: WebServer, session: ClientSession) -> None:
        self.server = server
        self._session = session

    async def get(self, path: str) -> Answer:
        return await self.call("GET", path)

    async def call(self, method: str, path: str, **what: Any) -> Answer:
        url = f"{self.server.address}{path}"
        async with self._session.request(method, url, **what) as answer:
            headers = {name.lower(): value for name, value in answer.headers.items()}
            return Answer(answer.status, headers, await answer.read())


Serve = Callable[[Sequence[BaseRoute]], AbstractAsyncContextManager[Pages]]


@asynccontextmanager
async def serving(routes: Sequence[BaseRoute]) -> AsyncIterator[Pages]:
    """Serve these routes on a port that is free."""
    async with WebServer(("127.0.0.1", 0), routes) as server, ClientSession() as session:
        yield Pages(server, session)


@pytest.fixture
def serve() -> Serve:
    return serving
