"""Words that are about to go out, and the languages of those who get them, for who facilitates it.

What changed of a loop gathers until its day is over (see `telling.editions`); a decision, a digest,
an answer to an issue, a meeting and a call for volunteers wait until somebody sends them.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import contributors, loops, states
from bot.involvement.digests import reading
from bot.involvement.digests import rows as digest_rows
from bot.involvement.reach import is_cut_off
from bot.involvement.small_numbers import hide
from bot.involvement.telling import editions
from bot.involvement.translations import said_also
from bot.store.tables import edition, issue, loop, meeting, member
from conversations import calls, deciding, meetings, moderating, promising
from conversations.calls import Calling
from conversations.content import Audience
from conversations.deciding.state import WRITTEN, Deciding
from conversations.events import Requested
from conversations.facts import Person
from conversations.meetings import Meetings
from conversations.moderating.state import Moderating, answer_of
from conversations.plain import from_plain
from conversations.promising import Promising
from conversations.rights import FACILITATOR, covers
from conversations.text import Worded
from conversations.wording import (
    OF_CALL,
    OF_DECISION,
    OF_DIGEST,
    OF_ISSUE,
    OF_LOOP,
    OF_MEETING,
    Readers,
    TheWording,
    Wording,
    worded_in,
)

if TYPE_CHECKING:
    from bot.involvement.facts import Asker


def load(connection: Connection, asker: "Asker", need: TheWording) -> Wording | None:
    """Give what is about to go out at one place; None where it is not this person's to send."""
    find = _PLACES.get(need.place)
    if find is None or not _is_theirs(connection, asker, need.subject):
        return None
    found = find(_Asked(connection, asker, need.subject))
    words = said_also(connection, asker.network, found, within=need.subject, by=asker.person.id)
    told = need.subject and need.place in _TOLD_UPSTREAM
    languages = _upstream(connection, need.subject) if told else _here(connection, asker.network)
    return Wording(words, languages)


def gathering(connection: Connection, here: int, most: int) -> Iterator[tuple[int, Wording]]:
    """Give what gathers in a network, loop by loop; at most `most` of them."""
    e = edition.c
    rows = connection.execute(
        sa.select(e.loop_id)
        .join(loop, loop.c.id == e.loop_id)
        .where(e.status == sa.literal_column("'gathering'"), loop.c.network_id == here)
        .group_by(e.loop_id)
        .order_by(sa.func.min(e.due_at), e.loop_id)
        .limit(most)
    ).scalars()
    for number in rows.all():
        words = said_also(connection, here, _gathered(connection, number), within=number)
        yield number, Wording(words, _upstream(connection, number))


def _is_theirs(connection: Connection, asker: "Asker", number: int) -> bool:
    person: Person = asker.person
    if not person.facilitates or not number:
        return person.facilitates
    mine = (loop.c.id == number) & (loop.c.network_id == asker.network)
    there = connection.execute(sa.select(loop.c.id).where(mine)).first() is not None
    within = loops.groups_of(connection, [number])[number]
    return there and covers(person.groups_as(FACILITATOR), within)


# --- who reads it ---------------------------------------------------------------------------------


def _upstream(connection: Connection, number: int) -> tuple[str, ...]:
    """Give the languages of everyone who is told what came of a loop."""
    them = contributors.upstream([number]).subquery()
    return _languages(connection, member.c.id.in_(sa.select(them.c.member_id)))


def _here(connection: Connection, number: int) -> tuple[str, ...]:
    return _languages(connection, member.c.network_id == number)


def _languages(connection: Connection, who: sa.ColumnElement[bool]) -> tuple[str, ...]:
    rows = connection.execute(sa.select(member.c.language).where(who, _reads()).distinct())
    return tuple(sorted(language for language in rows.scalars() if language))


def _reads() -> sa.ColumnElement[bool]:
    m = member.c
    return m.joined_at.is_not(None) & m.stopped_at.is_(None) & ~is_cut_off(m.id)


def readers(connection: Connection, asked: Requested) -> Readers:
    """Count who reads which language of those who get words at a place; hides small numbers."""
    them = contributors.upstream([asked.subject]).subquery()
    who: sa.ColumnElement[bool] = member.c.id.in_(sa.select(them.c.member_id))
    m = meeting.c
    row = connection.execute(
        sa.select(m.network_id, m.audience).where(m.id == asked.subject)
    ).first()
    if asked.position == OF_DIGEST and row is not None:
        audience = from_plain(Audience, row.audience)
        who |= member.c.id.in_(reading.readers(row.network_id, audience))
    rows = connection.execute(
        sa.select(member.c.language, sa.func.count())
        .where(who, _reads(), member.c.language > "")
        .group_by(member.c.language)
        .order_by(member.c.language)
    )
    counts = [(str(language), int(people)) for language, people in rows]
    numbers = {place: people for place, (_, people) in enumerate(counts)}
    seen = hide(numbers, sum(numbers.values())) or dict.fromkeys(numbers)
    return Readers(tuple((language, seen[place]) for place, (language, _) in enumerate(counts)))


# --- what is about to go out ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who asks for the words of what."""

    connection: Connection
    asker: "Asker"
    number: int


def _of_loop(asked: _Asked) -> tuple[Worded, ...]:
    return _gathered(asked.connection, asked.number)


def _gathered(connection: Connection, number: int) -> tuple[Worded, ...]:
    return tuple(worded_in(editions.waiting(connection, number)))


def _of_decision(asked: _Asked) -> tuple[Worded, ...]:
    """Give the title, what a facilitator has written of a decision, and what is promised."""
    title = asked.connection.execute(sa.select(loop.c.title).where(loop.c.id == asked.number))
    here = _state(asked, deciding.NAME, asked.number)
    with_it = _state(asked, promising.NAME, asked.number)
    written = tuple(map(here.words, WRITTEN)) if isinstance(here, Deciding) else ()
    drafts = with_it.drafts if isinstance(with_it, Promising) else ()
    if not any(written):
        return ()
    titled = Worded.of(title.scalar_one())
    return tuple(worded_in((titled, *written, *(one.words for one in drafts))))


def _of_digest(asked: _Asked) -> tuple[Worded, ...]:
    row = asked.connection.execute(
        sa.select(meeting.c.title).where(meeting.c.id == asked.number)
    ).first()
    kept = digest_rows.latest(asked.connection, asked.number)
    if row is None or kept.digest is None or kept.approved_at is not None:
        return ()
    return tuple(worded_in((Worded.of(row.title), *(one.words for one in kept.digest.told))))


def _of_issue(asked: _Asked) -> tuple[Worded, ...]:
    title = asked.connection.execute(
        sa.select(issue.c.title).where(issue.c.id == asked.number)
    ).scalar()
    here = _state(asked, moderating.NAME, asked.number)
    if not title or not isinstance(here, Moderating):
        return ()
    answer = answer_of(here, Worded.of(title), asked.asker.person.language, date.min)
    return tuple(worded_in(answer)) if answer else ()


def _of_meeting(asked: _Asked) -> tuple[Worded, ...]:
    here = _state(asked, meetings.NAME, asked.number)
    return tuple(worded_in(here.plan)) if isinstance(here, Meetings) else ()


def _of_call(asked: _Asked) -> tuple[Worded, ...]:
    here = _state(asked, calls.NAME, 0)
    if not isinstance(here, Calling) or not here.closes_on:
        return ()
    call = here.as_call(asked.asker.person.language)
    return tuple(worded_in((call.title, call.brief)))


def _state(asked: _Asked, name: str, number: int) -> Any:
    place = (asked.asker.person.id, name, number)
    return states.load(asked.connection, [place]).get(place)


_Find = Callable[[_Asked], tuple[Worded, ...]]
_PLACES: Mapping[int, _Find] = {
    OF_LOOP: _of_loop,
    OF_DIGEST: _of_digest,
    OF_ISSUE: _of_issue,
    OF_MEETING: _of_meeting,
    OF_CALL: _of_call,
    OF_DECISION: _of_decision,
}
_TOLD_UPSTREAM = frozenset({OF_LOOP, OF_ISSUE, OF_DECISION})
