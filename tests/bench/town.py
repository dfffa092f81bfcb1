"""The sandbox with its buckets on, in a process of its own, and people who reply meanwhile.

python -m tests.bench.town PEOPLE SECONDS REPLIES_A_SECOND prints its address, waits until some
people have been written to, then lets members tap at that rate for so many seconds, and prints
JSON: {"messages": sent and edited, "seconds", "floods": answers 429, "waits": milliseconds of
replies in order, "unanswered"}. Whoever has been written to taps a button of that message, and
then of what came in its place.
"""

import asyncio
import json
import random
import sys
from time import monotonic

from bot.sandbox.people import Phone
from bot.sandbox.server import Sandbox
from bot.sandbox.shown import ShownMessage
from tests.bench.heard import TOKEN

SPENDING = ("sendMessage", "editMessageText")
TALKERS = 60
LONGEST = 20.0  # seconds to wait for a reply


class Town:
    """People with phones in one sandbox."""

    def __init__(self, sandbox: Sandbox, people: int) -> None:
        self.sandbox = sandbox
        self.phones = [_phone(sandbox, number) for number in range(people)]
        self.waits: list[float] = []
        self.unanswered = 0
        self._busy: set[int] = set()
        self._random = random.Random(7)  # noqa: S311  who taps next is no secret

    def spent(self, status: int = 200) -> int:
        """Count the calls that spend a token, by what the bot was told."""
        counts = self.sandbox.calls.counts
        return sum(
            n for (_, name, told), n in counts.items() if told == status and name in SPENDING
        )

    async def talk(self, seconds: float, per_second: float) -> None:
        """Let somebody who has a message tap, so many times a second."""
        tasks: list[asyncio.Task[None]] = []
        began = monotonic()
        while (passed := monotonic() - began) < seconds:
            who = self._who()
            if who is not None and len(tasks) < passed * per_second:
                tasks.append(asyncio.create_task(self._tap(who)))
            await asyncio.sleep(0.01)
        await asyncio.gather(*tasks)

    def _who(self) -> Phone | None:
        """Give somebody at leisure who has been written to; the same few talk again and again."""
        ready = [it for it in self.phones[:TALKERS] if it.id not in self._busy and it.labels]
        return self._random.choice(ready) if ready else None

    async def _tap(self, phone: Phone) -> None:
        self._busy.add(phone.id)
        label = next((it for it in phone.labels if "·" in it), phone.labels[0])
        began = monotonic()
        phone.tap(label)
        try:
            await phone.wait_for(_has_buttons, LONGEST)
            self.waits.append(round((monotonic() - began) * 1000, 1))
        except TimeoutError:
            self.unanswered += 1
        await asyncio.sleep(1)
        self._busy.discard(phone.id)


def _has_buttons(message: ShownMessage) -> bool:
    return bool(message.buttons)


def _phone(sandbox: Sandbox, number: int) -> Phone:
    phone = sandbox.new_person(f"member {number}")
    phone.look_at().started = True
    return phone


async def main(people: int, seconds: float, per_second: float) -> None:
    """Serve, watch and tell."""
    async with Sandbox(limited=True, remember=1000) as sandbox:
        sandbox.add_bot(TOKEN, "bench_bot")
        town = Town(sandbox, people)
        _say(sandbox.address)
        while town.spent() < min(TALKERS // 2, people):  # noqa: ASYNC110  no event tells of it
            await asyncio.sleep(0.05)
        began, before = monotonic(), town.spent()
        await town.talk(seconds, per_second)
        took = monotonic() - began
        _say(json.dumps({
            "messages": town.spent() - before, "seconds": took, "floods": town.spent(429),
            "waits": sorted(town.waits), "unanswered": town.unanswered,
        }))  # fmt: skip


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])))
