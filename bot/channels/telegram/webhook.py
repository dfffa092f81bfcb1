"""Receives updates by webhook: Telegram calls us, and is answered 200 only after the commit.

Rules of the other side: core.telegram.org/bots/api#setwebhook. Whatever is answered but 200 brings
the update again later. Whether an update makes sense is not judged here: what can be told apart
from others by its number is stored.
"""

import asyncio
import hmac
import json
import logging
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from pydantic import SecretStr
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.errors import WrongToken, safe
from bot.channels.telegram.pauses import Pauses
from bot.channels.telegram.updates import KINDS, LARGEST, sender_of, without_our_words
from bot.delivery import metrics
from bot.delivery.ports import Arrived, InboxFull, Intake, Payload

MOST_BODY = 1024 * 1024  # bytes; an update is at most a tenth of that
BODY_SECONDS = 10.0
CHECK_AGAIN = 60.0  # seconds
AT_ONCE = 40  # calls that Telegram may make at the same time
_COME_BACK = {"Retry-After": "2"}  # seconds
_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_log = logging.getLogger(__name__)

Call = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Hook:
    """Where Telegram calls for one channel account: at `url`, Heard's public https address.

    `secret` is what the calls carry; None has it worked out from the token.
    """

    url: str
    account: int
    secret: SecretStr | None = None

    @property
    def path(self) -> str:
        """The path that the web server serves."""
        return f"/telegram/{self.account}"

    @property
    def address(self) -> str:
        """The whole address that Telegram is told."""
        return self.url.rstrip("/") + self.path

    def secret_of(self, token: str) -> str:
        """Give the secret: the same in every process, and nobody learns the token from it."""
        if self.secret is not None:
            return self.secret.get_secret_value()
        return hmac.new(token.encode(), b"Heard's webhook", sha256).hexdigest()


class Webhook:
    """One bot's way in. `call` calls the Bot API, `heard` is told whenever Telegram was there."""

    def __init__(
        self, call: Call, hook: Hook, token: str, *, first_pause: float, heard: Callable[[], None]
    ) -> None:
        self._call = call
        self._hook = hook
        self._secret = hook.secret_of(token)
        self._pauses = Pauses(first_pause)
        self._heard = heard
        self._intake: Intake | None = None
        self._last_error = 0

    @property
    def route(self) -> Route:
        """What the web server is to serve."""
        return Route(self._hook.path, self._take, methods=["POST"])

    async def run(self, intake: Intake) -> None:
        """Take in what Telegram brings, for ever, and see to it that it knows where to come.

        Raises WrongToken.
        """
        self._intake = intake
        is_set = False
        try:
            while True:
                is_set, pause = await self._see_to_it(is_set)
                if pause is None:
                    break
                await asyncio.sleep(pause)
        finally:
            self._intake = None
        raise WrongToken  # here, so that it does not carry the address with the token along

    async def _see_to_it(self, is_set: bool) -> tuple[bool, float | None]:  # noqa: FBT001
        """Set the webhook where it is not; gives whether it is, and the seconds to the next look.

        The seconds are None where Telegram does not know the token.
        """
        try:
            if not (is_set and await self._still_there()):
                await self._set()
        except InvalidToken:
            return False, None
        except TelegramError as error:
            pause = self._pauses.after(error)
            _log.warning("The webhook is not sure: %s. Again in %.1f s.", safe(error), pause)
            return is_set, pause
        self._pauses.reset()
        return True, CHECK_AGAIN

    async def _set(self) -> None:
        await self._call(
            "setWebhook",
            url=self._hook.address,
            secret_token=self._secret,
            allowed_updates=list(KINDS),
            max_connections=AT_ONCE,
            drop_pending_updates=False,
        )
        self._heard()
        _log.info("Telegram calls Heard from now on.")

    async def _still_there(self) -> bool:
        """Ask Telegram, which also shows that it can be reached; tells what it complains of."""
        told = await self._call("getWebhookInfo")
        self._heard()
        info = told if isinstance(told, dict) else {}
        when, why = info.get("last_error_date"), info.get("last_error_message")
        if isinstance(when, int) and when > self._last_error:
            self._last_error = when
            _log.warning("Telegram could not bring an update: %s", safe(TelegramError(str(why))))
        return info.get("url") == self._hook.address

    async def _take(self, request: Request) -> Response:
        if not self._is_telegram(request):
            return self._refuse("secret", 403)
        self._heard()
        update = _read(await _body(request))
        if update is None:
            return self._refuse("unreadable", 400)
        if self._intake is None:
            return self._refuse("stopping", 503)
        arrived = Arrived(str(update["update_id"]), sender_of(update), without_our_words(update))
        try:
            await self._intake([arrived])
        except InboxFull:
            return self._refuse("full", 503)
        except Exception as error:  # noqa: BLE001  whatever it is, Telegram is to come again
            _log.warning("What came could not be stored (%s).", type(error).__name__)
            return self._refuse("not stored", 503)
        return Response()

    def _is_telegram(self, request: Request) -> bool:
        shown = request.headers.get(_HEADER, "").encode("latin-1")
        return hmac.compare_digest(shown, self._secret.encode())

    def _refuse(self, why: str, status: int) -> Response:
        metrics.webhook_refused(self._hook.account, why)
        headers = _COME_BACK if status == 503 else None  # noqa: PLR2004
        return PlainTextResponse(f"{why}\n", status, headers)


async def _body(request: Request) -> bytes | None:
    """Give the body; None where it is too long, or does not come."""
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for part in request.stream():
                body += part
                if len(body) > MOST_BODY:
                    return None
    except (TimeoutError, ClientDisconnect):
        return None
    return bytes(body)


def _read(body: bytes | None) -> Payload | None:
    """Give the update; None for what is no JSON that a database keeps, or has no number."""
    try:
        update = json.loads(body or b"", parse_constant=_refuse_number, parse_float=_finite)
    except (ValueError, RecursionError):
        return None
    number = update.get("update_id") if isinstance(update, dict) else None
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= LARGEST:
        return None
    return dict(update)


def _refuse_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _finite(written: str) -> float:
    value = float(written)
    return value if math.isfinite(value) else _refuse_number(written)
