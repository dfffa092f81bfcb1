"""Receives updates by long polling; asks for the next ones only after these were stored.

Telegram forgets an update when one with a higher `offset` is asked for. So the offset goes along
only once `intake` has returned. It is sent once and then left out: update ids may start anew.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channels.telegram.errors import WrongToken, safe
from bot.channels.telegram.pauses import Pauses
from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.updates import KINDS, sender_of, without_our_words
from bot.delivery.ports import Arrived, InboxFull, Intake

_MOST = 100  # updates at once, by Telegram's rule
_SPARE = 10.0  # seconds that an answer may come late
_log = logging.getLogger(__name__)


class Receiver:
    """Polls one bot's updates for up to `poll_seconds` each time.

    After failures it pauses for `first_pause` seconds, then twice as long each time. A webhook that
    is still set is removed, and loses nothing by that. `heard` is told of each answer.
    """

    def __init__(
        self,
        request: AiohttpRequest,
        base_url: str,
        *,
        poll_seconds: int,
        first_pause: float,
        heard: Callable[[], None] = lambda: None,
    ) -> None:
        self._request = request
        self._base_url = base_url
        self._poll_seconds = poll_seconds
        self._first_pause = first_pause
        self._pauses = Pauses(first_pause)
        self._heard = heard
        self._offset: int | None = None

    async def run(self, intake: Intake) -> None:
        """Receive for ever. Raises WrongToken."""
        while await self._goes_on(intake):
            pass
        raise WrongToken  # here, so that it does not carry the address with the token along

    async def _goes_on(self, intake: Intake) -> bool:
        try:
            await self._once(intake)
            self._pauses.reset()
        except InvalidToken:
            return False
        except InboxFull:  # nothing is confirmed, so it comes again
            await asyncio.sleep(self._first_pause)
        except Exception as error:  # noqa: BLE001  a day without a database must end by itself
            pause = self._pauses.after(error)
            _log.warning("Nothing received: %s. Trying again in %.1f s.", _why(error), pause)
            await asyncio.sleep(pause)
        return True

    async def _once(self, intake: Intake) -> None:
        updates = await self._poll_without_webhook()
        self._heard()
        self._offset = None  # what it confirmed is confirmed
        arrived = [_arrived(update) for update in updates]
        if arrived:
            await intake(arrived)
            self._offset = int(arrived[-1].external_id) + 1

    async def _poll_without_webhook(self) -> list[dict[str, Any]]:
        try:
            return await self._poll()
        except Conflict as error:
            if "webhook" not in error.message:
                raise
        _log.warning("A webhook took this bot's updates. Heard polls for them, and removes it.")
        keep = {"drop_pending_updates": False}
        await self._request.call(f"{self._base_url}/deleteWebhook", keep)
        return await self._poll()

    async def _poll(self) -> list[dict[str, Any]]:
        wanted = {
            "timeout": self._poll_seconds,
            "limit": _MOST,
            "allowed_updates": list(KINDS),
            "offset": self._offset,
        }
        within = self._poll_seconds + _SPARE
        updates: list[dict[str, Any]] = await self._request.call(
            f"{self._base_url}/getUpdates", wanted, within
        )
        return updates


def _arrived(update: dict[str, Any]) -> Arrived:
    return Arrived(str(int(update["update_id"])), sender_of(update), without_our_words(update))


def _why(error: Exception) -> str:
    """Tell what failed, without words that could hold an address or a message."""
    if isinstance(error, Conflict):
        return "another program receives for this bot; stop one of the two"
    if isinstance(error, TelegramError):
        return safe(error)
    return f"what came could not be stored ({type(error).__name__})"
