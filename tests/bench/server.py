"""The least of a Bot API server, and people who tap: what every contender is measured against.

One process, no framework, no buckets. Each person taps the first usable button as soon as it is on
their screen and the tap before was answered. A turn runs from the tap's update until the tap is
answered and the next usable button has come.

    python -m tests.bench.server      prints its port, ends when its standard input closes

Beside Telegram's methods it knows, by POST with JSON: /bench/start (people, usable, openers, text,
rate: taps a second, 0 for as fast as it goes) and /bench/figures, which gives what happened since
the call before: {"turns", "seconds", "calls", "waits": milliseconds in order}, and "sent": how many
messages came in all.
"""

import asyncio
import json
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, cast
from urllib.parse import parse_qsl

JSON = dict[str, Any]
OTHERS = 0.002  # seconds; updates that come so close together are delivered together
ME = {"id": 1001, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}


@dataclass(slots=True)
class Person:
    """Somebody with one bot on their phone. `openers` are buttons to tap when none is usable."""

    id: int
    openers: list[str]
    shown: JSON = field(default_factory=dict)
    button: str | None = None
    tapped_at: float = 0.0
    answered: bool = True
    came: bool = True
    counts: bool = False


class World:
    """Everybody, what waits for the bot, and what was counted."""

    def __init__(self) -> None:
        self.people: dict[int, Person] = {}
        self.waiting: deque[JSON] = deque()
        self.bell = asyncio.Event()
        self.usable, self.rate, self.due = "", 0.0, monotonic()
        self.shown_messages = 0
        self.waits: list[float] = []
        self.calls, self.since = 0, monotonic()
        self.idle: deque[Person] = deque()
        self._taps: dict[str, Person] = {}
        self._numbers, self._updates = 100, 1

    # --- what the bench asks --------------------------------------------------------------------

    def start(self, asked: JSON) -> JSON:
        """Let people begin; each opener is an update of its own that counts as no turn."""
        self.usable, self.rate = asked["usable"], asked["rate"]
        for number, openers in asked["people"]:
            person = self.people[number] = Person(number, list(reversed(openers)))
            person.shown = self.message(number, {"text": "Start"}, 1)
            self._go_on(person)
        return {}

    def figures(self, _asked: JSON) -> JSON:
        """Give what was counted since the last time, and begin anew."""
        now = monotonic()
        found = {
            "turns": len(self.waits), "seconds": now - self.since, "calls": self.calls,
            "sent": self.shown_messages,
            "waits": sorted(round(wait * 1000, 2) for wait in self.waits),
        }  # fmt: skip
        self.waits, self.calls, self.since, self.due = [], 0, now, now
        return found

    # --- what people do ---------------------------------------------------------------------------

    def _go_on(self, person: Person) -> None:
        """Tap what was shown, or the next opener where nothing can be tapped."""
        if person.button is None:
            if person.openers:
                self.tap(person, person.openers.pop(), monotonic(), counts=False)
        elif self.rate:
            self.idle.append(person)
        else:
            self.tap(person, person.button, monotonic())

    def tap(self, person: Person, data: str, at: float, *, counts: bool = True) -> None:
        """Tap a button; the turn counts from the moment `at`."""
        self._updates += 1
        number = f"{person.id}{self._updates}"
        person.button, person.tapped_at, person.counts = None, at, counts
        person.answered = person.came = False
        self._taps[number] = person
        tap = {
            "id": number, "from": _user(person.id), "chat_instance": "1", "data": data,
            "message": person.shown,
        }  # fmt: skip
        self.waiting.append({"update_id": self._updates, "callback_query": tap})
        self.bell.set()

    async def at_a_rate(self) -> None:
        """Let somebody tap `rate` times a second; a tap that finds nobody free is late."""
        while True:
            if self.rate and self.idle and monotonic() >= self.due:
                person = self.idle.popleft()
                self.tap(person, person.button or "", self.due)
                self.due += 1 / self.rate
            else:
                await asyncio.sleep(0.001)

    def _seen(self, person: Person) -> None:
        """End the turn once the tap was answered and the next screen is there."""
        if person.answered and person.came:
            person.answered = person.came = False
            if person.counts and person.button:
                self.waits.append(monotonic() - person.tapped_at)
            self._go_on(person)

    # --- what the bot calls -----------------------------------------------------------------------

    def answered(self, given: JSON) -> JSON:
        """Answer a tap."""
        person = self._taps.pop(str(given["callback_query_id"]), None)
        if person is not None:
            person.answered = True
            self._seen(person)
        return {"result": True}

    def sent(self, given: JSON) -> JSON:
        """Put a message, new or edited, on a phone."""
        person = self.people.get(int(given["chat_id"]))
        self._numbers += 1
        self.shown_messages += 1
        number = int(given.get("message_id") or self._numbers)
        shown = self.message(int(given["chat_id"]), given, number)
        if person is not None:
            self._look(person, shown)
        return {"result": shown}

    def _look(self, person: Person, shown: JSON) -> None:
        rows = shown.get("reply_markup", {}).get("inline_keyboard", ())
        keys = (key["callback_data"] for row in rows for key in row)
        button = next((data for data in keys if self.usable in data), None)
        if button is not None or shown["message_id"] != person.shown["message_id"]:
            person.shown, person.button, person.came = shown, button, True
            self._seen(person)

    def message(self, chat: int, given: JSON, number: int) -> JSON:
        """Give a message as Telegram would."""
        markup = given.get("reply_markup")
        markup = json.loads(markup) if isinstance(markup, str) else markup
        return {
            "message_id": number, "from": ME, "date": 1_800_000_000, "text": given["text"],
            "chat": {"id": chat, "type": "private", "first_name": "Person"},
        } | ({"reply_markup": markup} if markup else {})  # fmt: skip

    async def updates(self, given: JSON) -> JSON:
        """Wait for updates; those below the offset are forgotten."""
        offset = int(given.get("offset") or 0)
        while self.waiting and self.waiting[0]["update_id"] < offset:
            self.waiting.popleft()
        if not self.waiting:
            self.bell.clear()
            try:
                await asyncio.wait_for(self.bell.wait(), float(given.get("timeout") or 0))
                await asyncio.sleep(OTHERS)
            except TimeoutError:
                pass
        most = int(given.get("limit") or 100)
        return {"result": [self.waiting[place] for place in range(min(most, len(self.waiting)))]}


def _user(number: int) -> JSON:
    return {"id": number, "is_bot": False, "first_name": "Person", "language_code": "en"}


# --- HTTP -----------------------------------------------------------------------------------------


class Connection(asyncio.Protocol):
    """One kept-alive connection; answers in order, one call at a time."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.buffer = b""
        self.poll: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def connection_lost(self, _error: Exception | None) -> None:
        if self.poll:
            self.poll.cancel()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:end].lower()
            length = _length(head)
            if len(self.buffer) < end + 4 + length:
                return
            body = self.buffer[end + 4 : end + 4 + length]
            name = self.buffer[:end].split(b" ", 2)[1].rpartition(b"/")[2].decode()
            self.buffer = self.buffer[end + 4 + length :]
            self.serve(name, _parse(head, body))

    def serve(self, name: str, given: JSON) -> None:
        """Answer one call."""
        world = self.world
        if name == "getUpdates":
            self.poll = asyncio.create_task(self.serve_updates(given))
            return
        methods: dict[str, Callable[[JSON], JSON]] = {
            "answerCallbackQuery": world.answered, "sendMessage": world.sent,
            "editMessageText": world.sent, "start": world.start, "figures": world.figures,
        }  # fmt: skip
        world.calls += 1
        known = methods.get(name)
        self.answer(known(given) if known else {"result": ME if name == "getMe" else True})

    async def serve_updates(self, given: JSON) -> None:
        """Answer a long poll."""
        self.answer(await self.world.updates(given))

    def answer(self, found: JSON) -> None:
        """Write one answer."""
        body = json.dumps({"ok": True} | found).encode()
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        self.transport.write(head % len(body) + body)


def _length(head: bytes) -> int:
    place = head.find(b"content-length:")
    return int(head[place + 15 :].split(b"\r\n", 1)[0]) if place >= 0 else 0


def _parse(head: bytes, body: bytes) -> JSON:
    if not body:
        return {}
    if body[:1] == b"{":
        found: JSON = json.loads(body)
        return found
    if b"multipart/form-data" in head:
        return _multipart(body)
    return dict(parse_qsl(body.decode()))


def _multipart(body: bytes) -> JSON:
    edge = body.split(b"\r\n", 1)[0]
    found = {}
    for part in body.split(edge)[1:-1]:
        head, _, value = part.partition(b"\r\n\r\n")
        found[head.split(b'name="', 1)[1].split(b'"', 1)[0].decode()] = value[:-2].decode()
    return found


async def main() -> None:
    """Serve until standard input closes."""
    world = World()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(world), "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    taps = asyncio.create_task(world.at_a_rate())
    await loop.run_in_executor(None, sys.stdin.read)
    taps.cancel()


if __name__ == "__main__":
    asyncio.run(main())
