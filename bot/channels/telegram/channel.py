"""One Telegram bot as a channel of Heard."""

import asyncio
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from time import monotonic
from types import TracebackType
from typing import Self

from pydantic import SecretStr
from starlette.routing import Route
from telegram.error import InvalidToken, TelegramError
from telegram.ext import ApplicationBuilder

from bot.channels.telegram import introduction
from bot.channels.telegram.errors import WrongToken, safe
from bot.channels.telegram.links import deep_link
from bot.channels.telegram.pauses import Pauses
from bot.channels.telegram.receiver import Receiver
from bot.channels.telegram.render import render
from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.transport import Transport
from bot.channels.telegram.updates import read_update
from bot.channels.telegram.webhook import Hook, Webhook
from bot.channels.telegram.wire import Wire
from bot.delivery.ports import Heard, Intake, Outcome, Payload
from conversations.screen import Screen
from conversations.text import Words

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+", re.ASCII)
_log = logging.getLogger(__name__)


class TelegramChannel:
    """Implements `bot.delivery.ports.Channel` for the bot with this token.

    `base_url` is the server's address without the token, such as https://api.telegram.org.
    `say` gives words in a language. `wire` is the way there. With a `hook` Telegram calls Heard,
    which must serve `routes`; without, Heard polls, and `poll_seconds` is how long a poll waits for
    updates. `first_pause` is how many seconds pass before the first new attempt after a failure.
    Raises WrongToken for what cannot be a token, and UnusableCertificates.
    """

    def __init__(  # noqa: PLR0913  the last two are for tests
        self,
        token: SecretStr,
        base_url: str,
        say: Callable[[Words, str], str],
        *,
        wire: Wire = Wire(),  # noqa: B008  it is frozen
        hook: Hook | None = None,
        poll_seconds: int = 25,
        first_pause: float = 1.0,
    ) -> None:
        # Below this, python-telegram-bot logs addresses with the token, and what was said.
        library = logging.getLogger("telegram")
        library.setLevel(max(library.level, logging.INFO))
        if not _TOKEN.fullmatch(token.get_secret_value()):
            raise WrongToken
        self._say = say
        self._first_pause = first_pause
        root = base_url.rstrip("/")
        sending, polling = AiohttpRequest(wire), AiohttpRequest(replace(wire, connections=2))
        self._requests = sending, polling
        builder = ApplicationBuilder().token(token.get_secret_value())
        builder = builder.base_url(f"{root}/bot").base_file_url(f"{root}/file/bot")
        builder = builder.request(sending).get_updates_request(polling)
        self._application = builder.updater(None).job_queue(None).build()
        bot = self._application.bot
        self._transport = Transport(sending, bot.base_url, bot.base_file_url)
        self._last_heard: float | None = None
        self._webhook: Webhook | None = None
        self._receiver = Receiver(
            polling, bot.base_url, poll_seconds=poll_seconds, first_pause=first_pause,
            heard=self._note,
        )  # fmt: skip
        if hook is not None:
            self._webhook = Webhook(
                self._transport.call, hook, bot.token, first_pause=first_pause, heard=self._note
            )

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    @property
    def username(self) -> str:
        """The bot's name in links, known once it has started."""
        return self._application.bot.username

    async def start(self) -> None:
        """Open the connections and ask who the bot is, until there is an answer.

        Raises WrongToken.
        """
        try:
            await self._connect()
        except BaseException:
            await self.stop()
            raise
        await self._application.start()

    async def stop(self) -> None:
        """Close the connections; harmless where they are closed."""
        if self._application.running:
            await self._application.stop()
        await self._application.shutdown()
        for request in self._requests:  # where the application never was initialised whole
            await request.shutdown()

    async def introduce(self, languages: Sequence[str]) -> None:
        """Set the bot's menu and descriptions in each language; best effort."""
        await introduction.introduce(self._transport, self._say, languages)

    async def offer(self, address: str, language: str, more: Mapping[str, Words]) -> None:
        """Put more commands, such as a facilitator's, into one person's menu; best effort."""
        commands = {**introduction.COMMANDS, **more}
        menu = {name: self._say(told, language) for name, told in commands.items()}
        await introduction.offer(self._transport, address, menu)

    @property
    def routes(self) -> list[Route]:
        """What the web server must serve, so that Telegram can call."""
        return [self._webhook.route] if self._webhook else []

    @property
    def last_heard(self) -> float | None:
        """The moment, in monotonic seconds, when Telegram last answered a poll, or called."""
        return self._last_heard

    async def receive(self, intake: Intake) -> None:
        """Receive for ever: store first, then confirm. Raises WrongToken."""
        await (self._webhook or self._receiver).run(intake)

    def read(self, payload: Payload) -> Heard | None:
        """Understand a stored update; None where no person did anything. Never raises."""
        return read_update(payload)

    def render(
        self, screen: Screen, language: str, member: int, *, protected: bool = False
    ) -> Payload:
        """Give the message that shows `screen` in `language`, its buttons meant for `member`.

        One that is `protected` cannot be forwarded, saved or, on most phones, photographed.
        """
        if screen.link:
            linked = (*screen.lines, deep_link(self.username, screen.link))
            screen = replace(screen, lines=linked)
        return render(screen, language, member, self._say, protected=protected)

    async def send(
        self, payload: Payload, address: str, *, edits: int | None, file: str | None
    ) -> Outcome:
        """Send to `address`, or edit its message number `edits`; `file` is Telegram's file."""
        return await self._transport.send(payload, address, edits=edits, file=file)

    async def is_there(self) -> bool:
        """Ask Telegram who the bot is; tells whether it answered."""
        return await self._transport.is_there()

    async def acknowledge(self, tap: str) -> None:
        """Tell the app that a tap was taken; best effort, never raises."""
        await self._transport.acknowledge(tap)

    async def download(self, file_id: str, most: int) -> bytes:
        """Fetch a file of at most `most` bytes; raises OSError where that fails."""
        return await self._transport.download(file_id, most)

    async def _connect(self) -> None:
        pauses = Pauses(self._first_pause)
        pause = await self._ask_who_it_is(pauses)
        while pause is not None:
            await asyncio.sleep(pause)
            pause = await self._ask_who_it_is(pauses)

    async def _ask_who_it_is(self, pauses: Pauses) -> float | None:
        """Give None where the bot is known now, else the seconds to wait before asking again."""
        known = True
        try:
            await self._application.initialize()
        except InvalidToken:
            known = False
        except TelegramError as error:
            _log.warning("Telegram cannot be reached: %s. Trying again.", safe(error))
            return pauses.after(error)
        if not known:  # raised here, so that it does not carry the token along
            raise WrongToken
        self._note()
        return None

    def _note(self) -> None:
        self._last_heard = monotonic()
