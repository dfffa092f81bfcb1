"""The transcript: what was done and what was said, as lines that can be read aloud."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.sandbox.people import Phone
from bot.sandbox.shown import ShownMessage

_MARKS = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))


class Transcript:
    """Prints one line after the other; `line` takes each."""

    def __init__(self, line: Callable[[str], object], now: Callable[[], datetime]) -> None:
        self._line = line
        self._now = now

    def scene(self, title: str) -> None:
        """Begin a scene, with the civil day and hour."""
        local = self._now().astimezone(ZoneInfo("Europe/London"))
        self._line(f"\n=== {title} · {local:%A} {local.day} {local:%B %Y, %H:%M} ===")

    def note(self, what: str) -> None:
        """Say what happens beside the phones."""
        self._line(f"\n    ({what})")

    def does(self, phone: Phone, what: str) -> None:
        """Say what somebody does."""
        self._line(f"\n[{phone.name}] {what}")

    def sees(self, phone: Phone) -> None:
        """Say what somebody's phone shows that is new."""
        for message in phone.news:
            self._message(message)

    def gets(self, phone: Phone) -> None:
        """Say what came to somebody's phone last, while they did nothing."""
        self._line(f"\n[{phone.name}]")
        for message in phone.news[-1:]:
            self._message(message)

    def _message(self, message: ShownMessage) -> None:
        edited = "(changed) " if message.edited else ""
        first, *rest = message.text.translate(_MARKS).split("\n")
        self._line(f"    Heard: {edited}{first}")
        for line in rest:
            self._line(f"           {line}" if line else "")
