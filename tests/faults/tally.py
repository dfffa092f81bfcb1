"""What became of everything: counted from the phones and from the database."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.channels.telegram.codec import read_data
from bot.sandbox.model import Message
from bot.store import tables
from conversations.screen import Act
from tests.faults.crowd import Asked, Person
from tests.faults.town import Town

Evidence = tuple[str, int, int]
"""A letter that waits ('in', its number, 0), or a message on its way ('out', number, tries)."""

About = tuple[str, int, int]
"""What a message is: 'question', 'ask' or 'notice', of which consultation, which question."""


def under_way(connection: Connection) -> frozenset[Evidence]:
    """Give what was under way when nobody works on it any more."""
    i, o = tables.inbox.c, tables.outbox.c
    letters = connection.execute(sa.select(i.id).where(i.status == "waiting")).scalars()
    messages = connection.execute(sa.select(o.id, o.tries).where(o.status == "sending"))
    return frozenset(
        [("in", number, 0) for number in letters]
        + [("out", number, tries) for number, tries in messages]
    )


@dataclass
class Tally:
    """What a run, or several, came to. Everything but the first five lines must be 0 or empty."""

    kills: int = 0
    mid_turn: int = 0
    in_flight: int = 0
    repeated_questions: int = 0
    answers: int = 0
    uncertain: list[str] = field(default_factory=list)
    """Notices of which nobody knows whether they arrived: listed, never sent again."""
    lost: int = 0
    duplicated_answers: int = 0
    repeated_notices: int = 0
    broken: list[str] = field(default_factory=list)
    """Other rules that were broken, in words."""

    def add(self, other: "Tally") -> None:
        """Add what another run came to."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)

    @property
    def is_idle(self) -> bool:
        """Tell whether fewer than half of the kills hit the middle of a turn: they prove little."""
        return 2 * self.mid_turn < self.kills

    def line(self, database: str) -> str:
        """Give the one line of a database."""
        return (
            f"database={database} kills={self.kills} lost={self.lost} "
            f"duplicated_answers={self.duplicated_answers} "
            f"repeated_questions={self.repeated_questions} in_flight={self.in_flight} "
            f"repeated_notices={self.repeated_notices} mid_turn={self.mid_turn}"
        )

    def faults(self) -> list[str]:
        """Give every rule that was broken."""
        return [*self.broken, *self.miscounts()]

    def miscounts(self) -> list[str]:
        """Tell in words which figures break a rule."""
        wrong = {
            f"{self.lost} updates were lost": self.lost,
            "answers were counted twice": self.duplicated_answers,
            "notices were repeated": self.repeated_notices,
            "more questions were repeated than were in flight": (
                self.repeated_questions > self.in_flight
            ),
        }
        return [words for words, is_wrong in wrong.items() if is_wrong]


class Count:
    """Counts one town once everything that was due at a moment, `settled_by`, has settled."""

    def __init__(
        self, town: Town, people: list[Person], connection: Connection, settled_by: datetime
    ) -> None:
        self._settled_by = settled_by
        self._town = town
        self._people = people
        self._connection = connection

    def into(self, tally: Tally) -> None:
        """Add what this town came to."""
        tally.answers += sum(person.answers for person in self._people)
        tally.lost += self._unfinished_letters() + self._wrong_answers(tally.broken)
        tally.duplicated_answers += self._counted_twice()
        shown, written = self._shown(), self._written()
        repeated = Counter({what: shown[what] - written[what] for what in shown})
        for (_, (kind, _, _)), times in repeated.items():
            if times > 0 and kind == "notice":
                tally.repeated_notices += times
            elif times > 0:
                tally.repeated_questions += times
        self._check_notices(shown, tally)

    # --- what came in -----------------------------------------------------------------------------

    def _unfinished_letters(self) -> int:
        """Count updates that were confirmed to Telegram, or still wait there, and are not done."""
        queue = self._town.sandbox.world.bot().queue
        i = tables.inbox.c
        rows = self._connection.execute(
            sa.select(i.external_id).where(i.status == "done", i.kind == "update")
        )
        done = set(rows.scalars())
        sent = [str(update.id) for update in (*queue.confirmed, *queue.pending)]
        assert len(queue.confirmed) < (queue.confirmed.maxlen or 0), "some were forgotten"
        return sum(number not in done for number in sent)

    def _wrong_answers(self, broken: list[str]) -> int:
        stored = self._stored_answers()
        wrong = 0
        for person in self._people:
            member = self._town.members[person.phone.id]
            for asked, said in person.said.items():
                found = stored.pop((member, asked), None)
                if found != [said]:
                    wrong += 1
                    broken.append(f"{person.phone.name} {asked}: said {said!r}, stored {found!r}")
        broken += [f"an answer that nobody gave: {one}" for one in stored]
        return wrong

    def _stored_answers(self) -> dict[tuple[int, Asked], list[int | str]]:
        r, a, c = tables.response.c, tables.answer.c, tables.answer_choice.c
        chosen = (c.response_id == a.response_id) & (c.question == a.question)
        rows = self._connection.execute(
            sa.select(r.member_id, r.consultation_id, a.question, a.text, a.declined, c.choice)
            .join(tables.answer, a.response_id == r.id)
            .outerjoin(tables.answer_choice, chosen)
        )
        found: dict[tuple[int, Asked], list[int | str]] = {}
        for member, number, question, text, declined, choice in rows:
            said = choice or text or declined
            found.setdefault((member, (number, question)), []).append(said)
        listening = {self._town.members[phone.id] for phone in self._town.listening}
        return {who: said for who, said in found.items() if who[0] not in listening}

    def _counted_twice(self) -> int:
        """Count how far the number of people who answered is from the people who answered."""
        r, a, c = tables.response.c, tables.answer.c, tables.consultation.c
        rows = self._connection.execute(
            sa.select(r.consultation_id, sa.func.count(sa.distinct(r.member_id)))
            .join(tables.answer, a.response_id == r.id)
            .group_by(r.consultation_id)
        )
        people: dict[int, int] = {number: count for number, count in rows}  # noqa: C416  rows
        counted = self._connection.execute(sa.select(c.id, c.answered).where(c.status == "open"))
        return sum(abs(number - people.get(one, 0)) for one, number in counted)

    # --- what went out ----------------------------------------------------------------------------

    def _shown(self) -> Counter[tuple[int, About]]:
        """Count messages on phones by (phone, what it is); an edited one still is what it was."""
        return Counter(
            (phone.id, about)
            for phone in self._town.phones
            for message in phone.chat.messages.values()
            if message.from_bot and (about := what_it_is(message))
        )

    def _written(self) -> Counter[tuple[int, About]]:
        """Count messages that were to be sent anew, by (phone, what it is)."""
        o, a = tables.outbox.c, tables.address.c
        rows = self._connection.execute(
            sa.select(a.external_id, o.kind, o.slot, o.subject)
            .join(tables.address, a.id == o.address_id)
            .where(o.edits.is_(False))
        )
        return Counter(
            (int(address), about)
            for address, kind, slot, subject in rows
            if (about := _what_was_written(kind, slot, subject))
        )

    def _check_notices(self, shown: Counter[tuple[int, About]], tally: Tally) -> None:
        """Expect each notice that fell due on the phone once, or in the list of uncertain ones."""
        n, o = tables.notice.c, tables.outbox.c
        phones = {member: phone for phone, member in self._town.members.items()}
        unclear = {
            (number, member)
            for number, member in self._connection.execute(
                sa.select(o.subject, o.member_id).where(o.kind == "notice", o.status == "uncertain")
            )
        }
        due = sa.select(n.loop_id, n.member_id, n.status).where(n.due_at <= self._settled_by)
        for number, member, status in self._connection.execute(due):
            there = shown[phones[member], ("notice", number, 0)]
            if (number, member) in unclear:
                tally.uncertain.append(f"{number} to {member}: {there} on the phone")
            elif (status, there) != ("told", 1) and there < 2:
                tally.broken.append(f"notice {number} to {member} is {status}, seen {there} times")


def what_it_is(message: Message) -> About | None:
    """Tell what a message is by its buttons; None for what is neither of the three."""
    acts = list(_acts(message))
    for act in acts:
        if act.verb in {"a.skip", "a.change"} and len(act.ids) > 1:
            return ("question", act.ids[0], act.ids[1])
        if act.verb == "a.later" and len(acts) == 3:
            return ("ask", act.subject, 0)
        if act.verb == "h.rate":
            return ("notice", act.subject, 0)
    return None


def _acts(message: Message) -> Iterator[Act]:
    for row in message.keyboard:
        for button in row:
            if read := read_data(button.data):
                yield read[0]


def _what_was_written(kind: str, slot: str | None, subject: int) -> About | None:
    if kind == "notice":
        return ("notice", subject, 0)
    match (slot or "").split(":"):
        case ["q", number, question]:
            return ("question", int(number), int(question))
        case ["ask", number]:
            return ("ask", int(number), 0)
        case _:
            return None
