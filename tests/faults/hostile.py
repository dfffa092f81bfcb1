"""Updates as nobody should send them: broken shapes, odd types, huge numbers, forged buttons.

They come through the door that real ones come through. A valid update of somebody else always
stands behind them, and must be taken as if they were not there.
"""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

import structlog
from hypothesis import strategies as st

from bot.channels.telegram.updates import KINDS, sender_of
from bot.delivery import inbox
from bot.delivery.outbox import Written
from bot.delivery.ports import Arrived
from bot.delivery.worker import Worker
from bot.involvement.computed import computed
from bot.store import tables
from tests.bot.delivery.hall import NOW, Hall

LARGE = (2**31, 2**63 - 1, 2**63, 10**30, -1, 0)
WORDS = (
    "", " ", "\0", "stop", "/start", "/start " + "x" * 80, "1", "٣", "\u202e\u2066", "🙂" * 50,
    "<b>&amp;", "a" * 5000, "\ud800", "1:a.choose:1.1.1:1", "1:a.start:zz:0", "1:::", "/" * 40,
)  # fmt: skip

numbers = st.sampled_from(LARGE) | st.integers()
texts = st.sampled_from(WORDS) | st.text(max_size=20)
scraps = st.none() | st.booleans() | numbers | texts | st.floats(allow_nan=False)
anything = st.recursive(
    scraps, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
Payload = dict[str, Any]


def _one_of(known: Any, share: int = 3) -> Any:
    """Mostly what it should be, now and then anything."""
    return st.one_of(*[known] * share, anything)


def updates(people: Sequence[int]) -> st.SearchStrategy[Payload]:
    """Give updates of these people that are broken in one place or in many."""
    who = st.sampled_from(list(people))
    person = who.map(lambda number: {"id": number, "is_bot": False, "first_name": "P"})
    chat = who.map(lambda number: {"id": number, "type": "private"})
    file = st.fixed_dictionaries(
        {"file_id": _one_of(texts), "file_unique_id": _one_of(texts)},
        optional={"duration": _one_of(numbers), "file_size": _one_of(numbers),
                  "mime_type": anything, "width": _one_of(numbers), "height": _one_of(numbers)},
    )  # fmt: skip
    message = st.fixed_dictionaries(
        {"message_id": _one_of(numbers), "date": _one_of(st.just(1)), "chat": _one_of(chat),
         "from": _one_of(person)},
        optional={
            "text": _one_of(texts), "caption": _one_of(texts), "voice": _one_of(file),
            "photo": _one_of(st.lists(file, max_size=2)), "document": _one_of(file),
            "video": _one_of(file), "sticker": anything, "entities": anything,
            "reply_to_message": anything, "forward_origin": anything, "poll": anything,
        },
    )  # fmt: skip
    tap = st.fixed_dictionaries(
        {"id": _one_of(texts), "from": _one_of(person), "chat_instance": st.just("1"),
         "message": _one_of(message)},
        optional={"data": _one_of(texts), "inline_message_id": anything},
    )  # fmt: skip
    change = st.fixed_dictionaries(
        {"chat": _one_of(chat), "from": _one_of(person), "date": _one_of(st.just(1)),
         "old_chat_member": anything,
         "new_chat_member": _one_of(st.fixed_dictionaries({"status": texts, "user": person}))},
    )  # fmt: skip
    bodies = dict(zip(KINDS, (message, message, tap, change), strict=True))
    return st.one_of(
        *(st.fixed_dictionaries({kind: _one_of(body, 6)}) for kind, body in bodies.items()),
        st.dictionaries(st.sampled_from((*KINDS, "poll", "message_reaction")), anything),
    )


class Door:
    """A hall with a worker; takes in what comes, with a valid update behind it."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.people = [int(address) for address in hall.seat(3)]
        self._number = 10**6
        self._answered = 0
        self._worker = Worker(hall.database, hall.room, lambda: NOW, computed(), _nothing)
        self.consultation = hall.ask()

    def take_in(self, payload: Payload) -> None:
        """Take an update in, and a tap of somebody else; raises AssertionError if either fails."""
        self._answered += 1
        choice = 1 + self._answered % 2
        valid = self.hall.tap(
            str(self.people[0]), "a.choose", self.consultation, 1, choice, update=self._next()
        )
        with structlog.testing.capture_logs() as told:
            asyncio.run(self._take([self._arrived(payload), valid]))
        (picked,) = self.hall.rows(tables.answer_choice, question=1, response_id=self._response())
        assert picked["choice"] == choice, "somebody else's turn was delayed"
        assert not self.hall.rows(tables.inbox, status="waiting")
        assert not self.hall.rows(tables.inbox, status="poison")
        assert not [line for line in told if line["log_level"] in {"error", "critical"}], told

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _arrived(self, payload: Payload) -> Arrived:
        sent = json.loads(json.dumps({"update_id": self._next()} | payload))
        return Arrived(str(sent["update_id"]), sender_of(sent), sent)

    async def _take(self, arrived: Sequence[Arrived]) -> None:
        await self.hall.database.write(lambda c: inbox.store(c, self.hall.account, arrived, NOW))
        while await self._worker.take_some():
            pass

    def _response(self) -> int:
        member = self.hall.members[str(self.people[0])]
        return int(self.hall.rows(tables.response, member_id=member)[0]["id"])


def _nothing(_written: Written) -> None:
    """Send nothing."""
