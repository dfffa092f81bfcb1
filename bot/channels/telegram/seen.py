"""A look at a bot from outside the running program: who it is, and what time it is at Telegram."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector
from pydantic import SecretStr

from bot.channels.telegram.errors import WrongToken
from bot.channels.telegram.wire import Wire

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+", re.ASCII)
_UNKNOWN = {401, 404}
_GOOD = 200


class OutOfReach(Exception):  # noqa: N818  it reads as it is said
    """Telegram did not answer; the message says how, and holds no address."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A bot's name, whether it lets itself be put into groups, and Telegram's clock (UTC)."""

    username: str
    joins_groups: bool
    at: datetime | None


async def look(token: SecretStr, base_url: str, wire: Wire) -> Seen:
    """Ask who the bot is. Raises WrongToken, OutOfReach and UnusableCertificates."""
    if not _TOKEN.fullmatch(token.get_secret_value()):
        raise WrongToken
    address = f"{base_url.rstrip('/')}/bot{token.get_secret_value()}/getMe"
    trusted = wire.certificates() or True
    why = ""
    try:
        status, date, body = await _ask(address, wire, trusted)
    except (ClientError, OSError, ValueError) as error:
        why = type(error).__name__  # its own words hold the address, and so the token
    if why:
        raise OutOfReach(why)
    if status in _UNKNOWN:
        raise WrongToken
    said = _read(body)
    if status != _GOOD or said is None:
        raise OutOfReach(f"status {status}")
    return Seen(said["username"], bool(said.get("can_join_groups")), _moment(date))


async def _ask(address: str, wire: Wire, trusted: Any) -> tuple[int, str | None, bytes]:
    within = ClientTimeout(total=wire.connect + wire.read)
    connector = TCPConnector(ssl=trusted)
    async with (
        ClientSession(connector=connector, proxy=wire.proxy_url, timeout=within) as session,
        session.get(address, allow_redirects=False) as answer,
    ):
        return answer.status, answer.headers.get("Date"), await answer.read()


def _read(body: bytes) -> dict[str, Any] | None:
    try:
        said = json.loads(body)["result"]
    except (ValueError, TypeError, LookupError):
        return None
    right = isinstance(said, dict) and isinstance(said.get("username"), str)
    return said if right else None


def _moment(date: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(date or "").astimezone(UTC)
    except ValueError:
        return None
