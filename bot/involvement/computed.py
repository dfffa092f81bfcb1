"""What can be asked to be computed: worked out on a reader, before the turn that needs it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import Connection

from bot.involvement import audiences, results
from conversations.events import Requested

Compute = Callable[[Connection, Requested, datetime], object]

COMPUTED: Mapping[str, Compute] = {
    "c.audience": lambda c, request, now: audiences.count(c, request.subject, now),
    "d.results": lambda c, request, _: results.results(c, request.subject),
    "d.read": lambda c, request, _: results.open_answer(c, request.subject, request.position),
}
