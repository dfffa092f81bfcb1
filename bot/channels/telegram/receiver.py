"""Receives updates by long polling; asks for the next ones only after these were stored.

Telegram forgets an update when one with a higher `offset` is asked for. So the offset goes along
only once `intake` has returned. It is sent once and then left out: update ids may start anew.
"""

import asyncio
import logging
import random
from typing import Any

from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channels.telegram.errors import TooManyRequests, WrongToken, safe
from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.transport import post
from bot.channels.telegram.updates import KINDS, sender_of
from bot.delivery.ports import Arrived, Intake

LONGEST_PAUSE = 60.0  # seconds
_MOST = 100  # updates at once, by Telegram's rule
_SPARE = 10.0  # seconds that an answer may come late
_log = logging.getLogger(__name__)


class Receiver:
    """Polls one bot's updates for up to `poll_seconds` each time.

    After failures it pauses for `first_pause` seconds, then twice as long each time.
    """

    def __init__(
        self, request: AiohttpRequest, base_url: str, *, poll_seconds: int, first_pause: float
    ) -> None:
        self._request = request
        self._url = f"{base_url}/getUpdates"
        self._poll_seconds = poll_seconds
        self._first_pause = first_pause
        self._failures = 0
        self._offset: int | None = None

    async def run(self, intake: Intake) -> None:
        """Receive for ever. Raises WrongToken."""
        while await self._goes_on(intake):
            pass
        raise WrongToken  # here, so that it does not carry the address with the token along

    async def _goes_on(self, intake: Intake) -> bool:
        try:
            await self._once(intake)
            self._failures = 0
        except InvalidToken:
            return False
        except Exception as error:  # noqa: BLE001  a day without a database must end by itself
            self._failures += 1
            await asyncio.sleep(self._pause_after(error))
        return True

    async def _once(self, intake: Intake) -> None:
        updates = await self._poll()
        self._offset = None  # what it confirmed is confirmed
        arrived = [_arrived(update) for update in updates]
        if arrived:
            await intake(arrived)
            self._offset = int(arrived[-1].external_id) + 1

    async def _poll(self) -> list[dict[str, Any]]:
        wanted = {
            "timeout": self._poll_seconds,
            "limit": _MOST,
            "allowed_updates": list(KINDS),
            "offset": self._offset,
        }
        within = self._poll_seconds + _SPARE
        updates: list[dict[str, Any]] = await post(self._request, self._url, wanted, within)
        return updates

    def _pause_after(self, error: Exception) -> float:
        longest = min(self._first_pause * 2.0 ** min(self._failures - 1, 20), LONGEST_PAUSE)
        pause = longest * random.uniform(0.5, 1)  # noqa: S311  keeps programs from retrying at once
        if isinstance(error, TooManyRequests):
            pause += error.seconds
        _log.warning("Nothing received: %s. Trying again in %.1f s.", _why(error), pause)
        return pause


def _arrived(update: dict[str, Any]) -> Arrived:
    return Arrived(str(int(update["update_id"])), sender_of(update), update)


def _why(error: Exception) -> str:
    """Tell what failed, without words that could hold an address or a message."""
    if isinstance(error, Conflict) and "webhook" in error.message:
        return "a webhook takes this bot's updates; remove it with deleteWebhook"
    if isinstance(error, Conflict):
        return "another program receives for this bot; stop one of the two"
    if isinstance(error, TelegramError):
        return safe(error)
    return f"what came could not be stored ({type(error).__name__})"
