"""Keeps the sandbox to this machine's own pages: no other site may read it or act in it."""

from collections.abc import Awaitable, Callable

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer only who asks for this machine by a loopback name, and from no other page.

    A name that somebody made point to 127.0.0.1 (DNS rebinding) is refused, and so is what a page
    of another origin sends.
    """
    origin = request.headers.get("Origin")
    if _name(request.host) not in _LOOPBACK or origin not in (None, own_origin(request)):
        raise web.HTTPForbidden(text="Only this machine's own page may do this.")
    response = await handler(request)
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def check_sent_by_page(request: web.Request) -> None:
    """Refuse a form that does not say that it comes from this page."""
    if request.headers.get("Origin") != own_origin(request):
        raise web.HTTPForbidden(text="Only this machine's own page may do this.")


def own_origin(request: web.Request) -> str:
    """Return the origin of this server as the browser knows it."""
    return f"http://{request.host}"


def _name(host: str) -> str:
    name, _, port = host.rpartition(":")
    return (name if name and port.isdecimal() else host).lower()
