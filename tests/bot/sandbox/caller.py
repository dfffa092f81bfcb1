"""A bot's side of the wire: calls by JSON, every reply read by both parsers."""

from dataclasses import dataclass
from typing import Any

from aiohttp import ClientResponse, ClientSession, FormData

from bot.sandbox.model import Bot
from bot.sandbox.server import Sandbox
from tests.bot.sandbox.parsers import check_with_both


@dataclass(frozen=True, slots=True)
class Caller:
    """Calls the sandbox as one bot."""

    session: ClientSession
    sandbox: Sandbox
    bot: Bot

    def url(self, method: str) -> str:
        return f"{self.sandbox.base_url}{self.bot.token}/{method}"

    async def call(self, method: str, **given: Any) -> Any:
        """Return the result of a call that must succeed."""
        return await self.read(method, await self.session.post(self.url(method), json=given))

    async def upload(self, method: str, form: FormData) -> Any:
        """Return the result of a multipart call that must succeed."""
        return await self.read(method, await self.session.post(self.url(method), data=form))

    async def read(self, method: str, response: ClientResponse) -> Any:
        body = await response.json()
        assert body["ok"] is True, body
        assert response.status == 200
        check_with_both(method, body["result"])
        return body["result"]

    async def refusal(self, method: str, **given: Any) -> str:
        """Return '400 Bad Request: …' of a call that must be refused."""
        response = await self.session.post(self.url(method), json=given)
        body = await response.json()
        assert body["ok"] is False, body
        assert response.status == body["error_code"]
        return f"{response.status} {body['description']}"

    async def updates(self, **given: Any) -> list[dict[str, Any]]:
        """Return the updates that wait."""
        found: list[dict[str, Any]] = await self.call("getUpdates", **given)
        return found
