"""What can be asked to be computed: worked out on a reader, before the turn that needs it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import Connection

from bot.involvement import audiences, measures, open_loops, passing, results, telling, wording
from bot.involvement.digests import reading as digests
from conversations.content import Audience
from conversations.events import Requested
from conversations.wording import READERS

Compute = Callable[[Connection, Requested, datetime], object]

FOR_REPLIES = 1 / 3
"""The part of the pace that a broadcast does not count on."""


def computed(
    messages_per_second: float = 30.0, testers: audiences.Testers | None = None
) -> Mapping[str, Compute]:
    """Give the work by its name, at the pace of this program's accounts; 0 stands for no pace.

    In a pilot `testers` are the only people who are written to.
    """
    a_minute = 60 * messages_per_second * (1 - FOR_REPLIES)
    return {
        "c.audience": lambda c, asked, now: audiences.count(
            c, asked.subject, now, a_minute=a_minute, testers=testers
        ),
        "meet.audience": lambda c, asked, now: audiences.count_invited(
            c,
            asked.position,
            asked.audience or Audience(),
            now,
            begins=asked.begins,
            a_minute=a_minute,
            testers=testers,
        ),
        **dict.fromkeys(
            ("d.people", "issue.people"),
            lambda c, asked, now: telling.count(
                c, asked.subject, now, a_minute=a_minute, testers=testers
            ),
        ),
        "pass.people": lambda c, asked, now: passing.count(
            c, asked, now, a_minute=a_minute, testers=testers
        ),
        "minutes.people": lambda c, asked, now: digests.count(
            c, asked.subject, now, a_minute=a_minute, testers=testers
        ),
        **dict.fromkeys(
            ("loop.open", "loop.archiving", "loop.archive", "loop.again"),
            lambda c, asked, _: open_loops.standing(c, asked.subject),
        ),
        READERS: lambda c, asked, _: wording.readers(c, asked),
        "loop.measures": lambda c, asked, now: measures.of_network(c, asked.subject, now),
        "minutes.read": lambda _c, asked, _: asked.position,  # it was read by then
        "d.results": lambda c, asked, _: results.results(c, asked.subject),
        "find.results": lambda c, asked, _: results.results(c, asked.subject),
        "find.answer": lambda c, asked, _: results.open_answer(c, asked.subject, asked.position),
        "d.read": lambda c, asked, _: results.open_answer(c, asked.subject, asked.position),
    }
