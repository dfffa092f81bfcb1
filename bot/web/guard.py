"""What holds for every page: a bounded body, headers that allow a browser nothing, quiet faults."""

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BODY = 2 * 1024 * 1024  # bytes
TOO_LARGE = 413
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

log = structlog.get_logger(__name__)


class Guard:
    """Goes around a whole application. A fault is logged by its kind, never with what was sent."""

    def __init__(self, app: ASGIApp, most_body: int = MOST_BODY) -> None:
        self._app = app
        self._most_body = most_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        read, begun = 0, False

        async def bounded() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._most_body:
                raise HTTPException(TOO_LARGE)
            return message

        async def guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            if _announced(scope) > self._most_body:
                await PlainTextResponse("Too large\n", TOO_LARGE)(scope, receive, guarded)
            else:
                await self._app(scope, bounded, guarded)
        except Exception:
            log.exception("a page failed", page=_name(scope.get("path", "")))
            if not begun:
                await PlainTextResponse("Internal error\n", 500)(scope, receive, guarded)


def _name(path: str) -> str:
    """Give the part of a path that is the same for everybody: what follows may be a secret."""
    return f"/{path.split('/')[1]}" if path.startswith("/") else ""


def _announced(scope: Scope) -> int:
    written = Headers(scope=scope).get("content-length", "0")
    return int(written) if written.isascii() and written.isdigit() else 0
