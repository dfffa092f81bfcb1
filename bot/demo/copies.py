"""The page for copies beside the demo's phones, so that taking one's data away can be seen too."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.demo.stage import Stage
from bot.web.server import WebServer
from conversations.my_data import PAGE

_BUSY = 503


@asynccontextmanager
async def copies_served(stage: Stage) -> AsyncIterator[None]:
    """Serve the page on a free port of 127.0.0.1, for whichever program plays on the stage.

    Programs that start from now on name its address in the chat.
    """

    async def answer(request: Request) -> Response:
        if stage.program is None:  # between two rounds
            return Response(status_code=_BUSY)
        return await stage.program.copies.answer(request)

    page = Route(f"{PAGE}{{token}}", answer, methods=["GET", "POST"])
    async with WebServer(("127.0.0.1", 0), [page]) as server:
        stage.web_address = server.address
        yield
