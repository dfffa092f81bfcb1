"""One small web server inside the running program's own event loop.

It takes no signal: whoever started the program stops it. It writes no access log, since addresses
in it could tell who was there.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from bot.web.guard import Guard
from bot.web.listening import listen_at

LAST_ANSWERS = 3  # seconds for what is being answered, when the server is told to stop
MOST_AT_ONCE = 500  # connections; whoever comes then is told 503


class WebServer:
    """Serves `routes` at a host and port, between `async with`; whatever else is asked for is 404.

    Port 0 takes any that is free; `address` tells which. Raises CannotListen.
    """

    def __init__(self, listen: tuple[str, int], routes: Sequence[BaseRoute]) -> None:
        self._host, self._port = listen
        config = uvicorn.Config(
            Guard(Starlette(routes=list(routes))),
            interface="asgi3",
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="error",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=MOST_AT_ONCE,
            timeout_graceful_shutdown=LAST_ANSWERS,
        )
        self._server = _WithoutSignals(config)
        self._serving: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        socket = listen_at(self._host, self._port)
        self._port = socket.getsockname()[1]
        self._serving = asyncio.create_task(self._server.serve([socket]))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.should_exit = True
        if self._serving is not None:
            await self._serving

    @property
    def port(self) -> int:
        """The port; the bound one once the server has started."""
        return self._port

    @property
    def address(self) -> str:
        """The server's address, as 'http://127.0.0.1:8080'."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"


class _WithoutSignals(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
