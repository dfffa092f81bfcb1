"""JSON posted over aiohttp's connections, with nothing around it.

For each call a session of aiohttp also makes a task, and looks after cookies, redirects and
traces: more than half of the call's processor time. The pool of connections, with its names, its
certificates and its limits, and the reading of answers stay aiohttp's own.
"""

import asyncio
from dataclasses import dataclass

from aiohttp import (
    BaseConnector,
    ClientConnectionError,
    ClientRequest,
    ClientSession,
    ClientTimeout,
    InvalidURL,
)
from aiohttp.connector import Connection
from yarl import URL

_FIRST_FINAL = 200  # what comes before an answer, such as 103, has a lower status
_SCHEMES = frozenset({"http", "https"})


@dataclass(frozen=True, slots=True)
class _Target:
    """A method of one bot: whom to connect to, and the head of each call but for its length."""

    asked: ClientRequest
    head: bytes


class Posting:
    """Posts to the same few addresses again and again; not by way of a proxy."""

    def __init__(self, session: ClientSession, connector: BaseConnector) -> None:
        self._session, self._connector = session, connector
        self._targets: dict[str, _Target] = {}

    async def post(self, url: str, body: bytes, within: ClientTimeout) -> tuple[int, bytes]:
        """Post JSON; gives status and body. Raises what a session of aiohttp raises.

        A call that is given up closes its connection: its answer may still come.
        """
        target = self._targets.get(url) or self._prepared(url)
        async with asyncio.timeout(within.total):
            connection = await self._connector.connect(target.asked, [], within)
            try:
                answered = await _exchange(connection, target.head, body, within)
            except BaseException:
                connection.close()
                raise
            connection.release()
        return answered

    def _prepared(self, url: str) -> _Target:
        try:
            address = URL(url)
        except ValueError as error:
            raise InvalidURL(url) from error
        if address.scheme not in _SCHEMES:
            raise InvalidURL(url)
        loop = asyncio.get_running_loop()
        asked = ClientRequest("POST", address, loop=loop, session=self._session)
        head = (
            f"POST {address.raw_path_qs} HTTP/1.1\r\nHost: {asked.headers['Host']}\r\n"
            "Accept: */*\r\nContent-Type: application/json\r\nContent-Length: "
        )
        return self._targets.setdefault(url, _Target(asked, head.encode()))


async def _exchange(
    connection: Connection, head: bytes, body: bytes, within: ClientTimeout
) -> tuple[int, bytes]:
    protocol, transport = connection.protocol, connection.transport
    if protocol is None or transport is None or transport.is_closing():
        raise ClientConnectionError("the connection is gone")
    protocol.set_response_params(read_until_eof=True, read_timeout=within.sock_read)
    transport.write(b"%b%d\r\n\r\n%b" % (head, len(body), body))
    protocol.start_timeout()
    while True:
        message, content = await protocol.read()
        if message.code >= _FIRST_FINAL:
            return message.code, await content.read()
