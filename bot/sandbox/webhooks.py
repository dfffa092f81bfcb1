"""Carries updates to webhooks: one at a time for a person, people in parallel.

Rules: core.telegram.org/bots/api#setwebhook and `WebhookActor.cpp` of
github.com/tdlib/telegram-bot-api. Unlike there, nothing but loopback is ever contacted, and what
the answer's body says is not executed.
"""

import asyncio
import json
from collections import deque
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, TCPConnector

from bot.sandbox.model import Bot, Webhook
from bot.sandbox.updates import Update

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - its name
_ENDED = "terminated by setWebhook request"
_LONGEST_RETRY_AFTER = 3600.0  # seconds


def on_loopback(url: str) -> bool:
    """Return whether this is an HTTP or HTTPS address on this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        near = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
    return near and parts.scheme in ("http", "https")


class Webhooks:
    """The webhooks of all bots. `date` tells the civil time in seconds since 1970."""

    def __init__(self, date: Callable[[], int]) -> None:
        self.first_pause = 1.0
        """Seconds until a refused delivery is tried again; doubled each time."""
        self.longest_pause = 60.0
        self.patience = 30.0
        """Seconds until an answer counts as missing."""
        self.date = date
        self._couriers: dict[int, Courier] = {}
        self._stopped: list[Courier] = []

    def set(self, bot: Bot, webhook: Webhook) -> None:
        """Deliver this bot's updates there from now on, and end its polls and deliveries."""
        self.remove(bot)
        bot.webhook = webhook
        bot.queue.end_poll(_ENDED)
        if on_loopback(webhook.url):
            self._couriers[bot.id] = Courier(self, bot, webhook)

    def remove(self, bot: Bot) -> None:
        """End this bot's deliveries; what waits may be polled."""
        bot.webhook = None
        if courier := self._couriers.pop(bot.id, None):
            courier.stop()
            self._stopped = [one for one in self._stopped if one.busy] + [courier]

    async def close(self) -> None:
        """End all deliveries."""
        for courier in self._couriers.values():
            courier.stop()
        couriers = [*self._stopped, *self._couriers.values()]
        self._couriers.clear()
        await asyncio.gather(*(courier.stopped() for courier in couriers))


class Courier:
    """Carries one bot's updates to its webhook until it is stopped."""

    def __init__(self, webhooks: Webhooks, bot: Bot, webhook: Webhook) -> None:
        self._webhooks = webhooks
        self._queue = bot.queue
        self._webhook = webhook
        self._loop = asyncio.get_running_loop()
        self._waiting: dict[int, deque[Update]] = {}
        """By person; who is here has a task."""
        self._places = asyncio.Semaphore(webhook.max_connections)
        self._tasks: set[asyncio.Task[None]] = set()
        self._headers = {"Content-Type": "application/json"}
        if webhook.secret_token:
            self._headers[SECRET_HEADER] = webhook.secret_token
        self._session = ClientSession(connector=TCPConnector(limit=0, ssl=False))
        bot.queue.arrived = self._arrived
        for update in bot.queue.pending:
            self._arrived(update)

    def stop(self) -> None:
        """Break off; what was not confirmed waits on."""
        self._queue.arrived = None
        for task in self._tasks:
            task.cancel()
        self._run(self._session.close())

    @property
    def busy(self) -> bool:
        """Whether anything of it is under way."""
        return bool(self._tasks)

    async def stopped(self) -> None:
        """Wait until nothing of it is left."""
        while self._tasks:
            await asyncio.wait(tuple(self._tasks))

    def _arrived(self, update: Update) -> None:
        waiting = self._waiting.get(update.person_id)
        if waiting is not None:
            waiting.append(update)
            return
        self._waiting[update.person_id] = deque([update])
        self._run(self._serve(update.person_id))

    def _run(self, work: Any) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, person_id: int) -> None:
        waiting = self._waiting[person_id]
        while waiting:
            await self._carry(waiting.popleft())
        del self._waiting[person_id]

    async def _carry(self, update: Update) -> None:
        body = json.dumps(update.body, ensure_ascii=False).encode()
        copies, pause = self._queue.copies, self._webhooks.first_pause
        while copies and self._queue.waits(update):
            async with self._places:
                refused = await self._refusal(update, body)
            if refused is None:
                copies, pause = copies - 1, self._webhooks.first_pause
                continue
            await asyncio.sleep(pause if refused == 0 else refused)
            pause = min(2 * pause, self._webhooks.longest_pause)
        self._queue.take(update)

    async def _refusal(self, update: Update, body: bytes) -> float | None:
        """Deliver once; return the Retry-After of what is no 2xx (0: none), or None."""
        update.deliveries += 1
        self._webhook.attempts += 1
        patience = ClientTimeout(self._webhooks.patience)
        try:
            async with self._session.post(
                self._webhook.url, data=body, headers=self._headers, timeout=patience,
                allow_redirects=False,
            ) as answer:  # fmt: skip
                await answer.read()
        except TimeoutError:
            return self._refused("Read timeout expired")
        except (ClientError, OSError) as error:
            return self._refused(_in_words(error))
        if answer.ok and answer.status < 300:  # noqa: PLR2004
            self._webhook.accepted += 1
            return None
        self._refused(f"Wrong response from the webhook: {answer.status} {answer.reason}")
        return _retry_after(answer)

    def _refused(self, why: str) -> float:
        self._webhook.refused += 1
        self._webhook.last_error = why
        self._webhook.last_error_date = self._webhooks.date()
        return 0.0


def _in_words(error: Exception) -> str:
    if isinstance(error.__cause__, ConnectionRefusedError):
        return "Connection refused"
    return "Connection reset by peer"


def _retry_after(answer: ClientResponse) -> float:
    said = answer.headers.get("Retry-After", "")
    return min(float(said), _LONGEST_RETRY_AFTER) if said.isdecimal() else 0.0
