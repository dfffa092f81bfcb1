"""Digests in the tables, on both databases: who changes one, who gets it, who may read it."""

from datetime import date, timedelta
from threading import Thread
from typing import Any

import pytest
import sqlalchemy as sa

from bot.involvement.computed import computed
from bot.involvement.digests import coming_in
from bot.involvement.digests.proposing import without_label
from bot.involvement.digests.rows import StaleDigestError, latest
from bot.involvement.effects import perform
from bot.involvement.erasing_people import erase_people
from bot.involvement.facts import Asker, load_facts
from bot.involvement.happened import Happened
from bot.involvement.open_loops import standing
from bot.involvement.telling.again import why_untold
from bot.involvement.untold import by_state
from bot.store import tables
from bot.store.database import Database
from conversations import digest_events as events
from conversations.content import Audience
from conversations.digests import (
    Digest,
    DigestsOut,
    GroupsToFollow,
    MeetingsHeld,
    Piece,
    TheDigest,
    TheMinutes,
)
from conversations.events import Event, MeErased, Requested
from conversations.facts import AudienceCount, Person
from conversations.loop_events import CommitmentMade, NoticesChosen
from conversations.meeting_events import MeetingPlanned, QuestionPut, WasThere
from conversations.meetings_facts import AgendaItem, Plan
from tests.bot.delivery.hall import NOW, Hall, words

MEETING = 601
AFTER = NOW + timedelta(days=3)
DECIDED = Piece(1, "decided", words("Late sessions stay."), "It was agreed.", 3, in_ledger=True)
PROMISED = Piece(2, "promised", words("Figures."), "ST to bring figures.", 4, owner="ST",
                 due=date(2030, 1, 1), in_ledger=True, commitment=77)  # fmt: skip
LEFT = Piece(3, "told", words("AB was late."), "AB was late.", 5, left_out=True)
WHOLE = Digest((DECIDED, PROMISED, LEFT))
A_PROMISE = CommitmentMade(MEETING, 77, PROMISED.words, owner_name="ST", due_on=PROMISED.due)


class Room:
    """A meeting that was held: a facilitator, who was there, who put a question, and readers."""

    def __init__(self, database: Database, *, grouped: bool = False) -> None:
        self.hall = Hall(database)
        self.people = [self.hall.members[one] for one in self.hall.seat(8)]
        self.nurse, self.there, self.asked, *self.readers = self.people
        groups = (self._group(),) if grouped else ()
        plan = Plan(
            words("Partnership"), NOW.date() + timedelta(days=2), "14:00", 60, words("Room 2"),
            agenda=(AgendaItem(1, words("Parking")),), audience=Audience(groups),
        )  # fmt: skip
        self.do(self.nurse, MeetingPlanned(MEETING, plan), now=NOW)
        if not grouped:
            self.do(self.asked, QuestionPut(MEETING, 1, 5, "question", "Why dear?"), now=NOW)
            self.do(self.there, WasThere(MEETING, came=True))

    def _group(self) -> int:
        row = {"network_id": self.hall.network, "name": "Lung", "kind": "locality"}
        made = tables.group.insert().values(**row).returning(tables.group.c.id)
        with self.hall.database.transaction() as connection:
            number: int = connection.execute(made).scalar_one()
        return number

    def do(self, who: int, *done: Event, now: Any = AFTER, network: int = 0) -> None:
        happened = [Happened(who, network or self.hall.network, one, now, 0) for one in done]
        with self.hall.database.transaction() as connection:
            perform(connection, happened)

    def find(self, who: int, need: Any, *, role: str = "") -> Any:
        person = Person(who, roles=frozenset({role} if role else ()))
        with self.hall.database.reading() as connection:
            asker = Asker(person, self.hall.network)
            found = load_facts(connection, [(asker, need)], self.hall.room.shelf, AFTER)
        return found.get((who, need))

    def rows(self, table: sa.Table) -> list[Any]:
        with self.hall.database.reading() as connection:
            return list(connection.execute(sa.select(table)).all())

    def choose(self, who: int, which: str) -> None:
        self.do(who, events.DigestsChosen(which))

    def send(self) -> None:
        """Write the digest and let it go out."""
        self.do(self.nurse, events.DigestChanged(MEETING, 0, WHOLE))
        self.do(self.nurse, A_PROMISE, events.DigestApproved(MEETING, 1, WHOLE))

    def told(self) -> set[int]:
        return {row.member_id for row in self.rows(tables.notice)}


def test_everyone_upstream_and_who_wants_it_gets_it_once(database: Database) -> None:
    room = Room(database)
    every, mine, monthly, none, _ = room.readers
    for who, which in ((mine, "mine"), (monthly, "monthly"), (none, "none"), (room.there, "none")):
        room.choose(who, which)
    with room.hall.database.reading() as connection:
        asked = Requested("minutes.people", MEETING)
        count = computed(0)["minutes.people"](connection, asked, AFTER)

    room.send()

    assert isinstance(count, AudienceCount)
    assert (count.now, count.later, count.never) == (len(room.told()), (("monthly", 1),), ())
    notices = room.rows(tables.notice)
    assert len(notices) == len(room.told())
    assert {room.there, room.asked, every} <= room.told()
    assert room.told().isdisjoint({mine, monthly, none})
    assert {row.asks_heard for row in notices} == {False}


def test_only_what_members_read_is_kept(database: Database) -> None:
    room = Room(database)
    room.send()

    (kept,) = room.rows(tables.digest)
    (edition,) = room.rows(tables.edition)
    for content in (str(kept.content), str(edition.content)):
        assert "AB was late." not in content
        assert "It was agreed." not in content
        assert "Late sessions stay." in content
    (decision,) = room.rows(tables.decision)
    assert decision.content["we_will"]["by_language"] == [["en_GB", "Late sessions stay."]]
    assert edition.kind == "digest"


def test_what_somebody_changed_meanwhile_is_not_overwritten(database: Database) -> None:
    room = Room(database)
    room.do(room.nurse, events.DigestChanged(MEETING, 0, WHOLE))
    with pytest.raises(StaleDigestError):
        room.do(room.nurse, events.DigestChanged(MEETING, 0, Digest()))
    with pytest.raises(StaleDigestError):
        room.do(room.nurse, events.DigestApproved(MEETING, 7, WHOLE))
    with pytest.raises(StaleDigestError):
        room.do(room.nurse, events.MinutesThrownAway(MEETING, 0))
    room.do(room.nurse, events.MinutesThrownAway(MEETING, 1))
    with room.hall.database.reading() as connection:
        assert latest(connection, MEETING).digest == Digest()


def test_nothing_changes_what_is_out_or_of_another_network(database: Database) -> None:
    room = Room(database)
    for event in (
        events.DigestChanged(MEETING, 0, WHOLE), events.MinutesPasted(MEETING, "Agreed."),
        events.MinutesSent(MEETING, 1), events.MinutesWhole(MEETING),
        events.PutAnswered(MEETING, 5, "No."), events.Reacted(MEETING, 1, "good"),
        events.MinutesThrownAway(MEETING, 0), events.HelpOffered(MEETING),
    ):  # fmt: skip
        room.do(room.nurse, event, network=room.hall.network + 99)
    assert room.rows(tables.digest) == []
    room.send()
    room.do(room.nurse, events.DigestChanged(MEETING, 1, Digest()))
    with pytest.raises(StaleDigestError):
        room.do(room.nurse, events.DigestApproved(MEETING, 1, WHOLE))
    assert len(room.rows(tables.edition)) == 1
    assert room.rows(tables.put_question)[0].answer is None
    assert room.rows(tables.reaction) == []


@pytest.mark.parametrize("with_it", [(), (A_PROMISE,)])
def test_of_two_who_send_it_in_the_same_moment_the_second_finds_it_sent(
    database: Database, with_it: tuple[Event, ...]
) -> None:
    room = Room(database)
    room.do(room.nurse, events.DigestChanged(MEETING, 0, WHOLE))
    refused: list[StaleDigestError] = []

    def sends_too() -> None:
        try:
            room.do(room.there, *with_it, events.DigestApproved(MEETING, 1, WHOLE))
        except StaleDigestError as error:
            refused.append(error)

    second = Thread(target=sends_too)
    with database.transaction() as connection:
        approved = events.DigestApproved(MEETING, 1, WHOLE)
        perform(connection, [Happened(room.nurse, room.hall.network, approved, AFTER, 0)])
        second.start()
        second.join(0.5)
        assert second.is_alive(), "the second waits for the first"
    second.join()

    assert len(refused) == 1
    (out,) = room.rows(tables.edition)
    assert (out.kind, out.status) == ("digest", "out")
    assert len(room.rows(tables.notice)) == len(room.told())
    assert room.rows(tables.commitment) == []


def test_who_says_later_that_they_were_there_is_told_what_was_told_last(
    database: Database,
) -> None:
    room = Room(database)
    late, never, *_ = room.readers
    for who in (late, never):
        room.choose(who, "none")
    room.send()
    assert room.told().isdisjoint({late, never})
    for event in (WasThere(MEETING, came=True), WasThere(MEETING, came=True)):
        room.do(late, event)
    room.do(never, WasThere(MEETING, came=False))
    (mine,) = [row for row in room.rows(tables.notice) if row.member_id == late]
    assert (mine.version, mine.status) == (1, "due")
    assert never not in room.told()


def test_nothing_is_written_up_before_the_meeting(database: Database) -> None:
    room = Room(database)
    room.do(room.nurse, events.DigestChanged(MEETING, 0, WHOLE), now=NOW)
    assert room.rows(tables.digest) == []


def test_parts_are_put_together_and_wait_to_be_read_once(database: Database) -> None:
    room = Room(database)
    room.do(room.nurse, events.MinutesPasted(MEETING, "One\nTwo"))
    room.do(room.nurse, events.MinutesPasted(MEETING, "Three", first=False))
    minutes = room.find(room.nurse, TheMinutes(MEETING), role="facilitator")
    assert (minutes.status, minutes.characters) == ("pasting", 14)
    room.do(room.nurse, events.MinutesWhole(MEETING))
    accounts = list(room.hall.room.channels)
    with room.hall.database.transaction() as connection:
        (waiting,) = coming_in.waiting(connection, accounts, 5)
        assert waiting.lines == ("One", "Two", "Three")
        assert coming_in.was_read(connection, waiting, waiting.lines, WHOLE, AFTER)
        assert not coming_in.was_read(connection, waiting, waiting.lines, WHOLE, AFTER)
        assert coming_in.waiting(connection, accounts, 5) == []
    minutes = room.find(room.nurse, TheMinutes(MEETING), role="facilitator")
    assert (minutes.status, minutes.revision, minutes.digest) == ("read", 1, WHOLE)


def test_who_erased_everything_is_counted_and_not_among_those_who_were_told(
    database: Database,
) -> None:
    room = Room(database)
    helper, late, *_ = room.readers
    for who in (helper, late):
        room.do(who, WasThere(MEETING, came=True))

    def stand() -> dict[str, int]:
        with database.reading() as connection:
            return by_state(connection, MEETING)

    assert stand() == {"told": 0, "waiting": 4}
    room.do(room.asked, MeErased())
    assert stand() == {"told": 0, "waiting": 3, "erased": 1}
    room.send()
    told = tables.notice.update().where(tables.notice.c.member_id.in_((helper, late)))
    with database.transaction() as connection:
        connection.execute(told.values(status="told", told_at=AFTER))
    assert stand() == {"told": 2, "waiting": 1, "erased": 1}
    room.do(helper, MeErased())  # was told before
    with database.transaction() as connection:
        erase_people(connection, room.hall.network, [room.there], AFTER, None)
    assert stand() == {"told": 1, "waiting": 0, "erased": 2}
    with database.reading() as connection:
        assert why_untold(connection, MEETING) == (("erased", 2),)
        assert standing(connection, MEETING).untold == (("erased", None),)


def test_who_may_see_minutes_and_digests(database: Database) -> None:
    room = Room(database)
    reader = room.readers[0]
    assert room.find(reader, TheMinutes(MEETING)) is None
    assert room.find(reader, MeetingsHeld()) is None
    assert room.find(reader, TheDigest(MEETING)) is None
    ((number, *_, status),) = room.find(room.nurse, MeetingsHeld(), role="facilitator")
    assert (number, status) == (MEETING, "none")
    room.send()
    room.do(reader, events.Reacted(MEETING, 1, "worried"), events.Reacted(MEETING, 1, "good"))
    _, digest, mine, put = room.find(reader, TheDigest(MEETING))
    assert [one.number for one in digest.told] == [1, 2]
    assert (mine, put) == ({1: "good"}, ())
    assert [one[0] for one in room.find(reader, DigestsOut())] == [MEETING]
    assert room.find(room.nurse, MeetingsHeld(), role="facilitator") == ()


def test_an_answer_is_shown_to_who_asked_and_to_nobody_else(database: Database) -> None:
    room = Room(database)
    room.do(room.nurse, events.PutAnswered(MEETING, 5, "For the guards."))
    room.send()
    *_, put = room.find(room.asked, TheDigest(MEETING))
    assert [(one.words, one.answer) for one in put] == [("Why dear?", "For the guards.")]
    *_, put = room.find(room.there, TheDigest(MEETING))
    assert put == ()


def test_help_makes_a_helper_who_hears_what_follows(database: Database) -> None:
    room = Room(database)
    room.send()
    room.do(room.readers[0], events.HelpOffered(MEETING))
    hows = {row.member_id: row.how for row in room.rows(tables.contributor)}
    assert hows[room.readers[0]] == "helper"


def test_who_offers_help_before_the_digest_came_to_them_gets_it_too(database: Database) -> None:
    room = Room(database)
    helper, *_ = room.readers
    room.choose(helper, "monthly")
    room.send()
    room.do(helper, events.HelpOffered(MEETING))
    assert helper in room.told()


def test_a_digest_without_a_decision_reaches_who_hears_of_ends_only(database: Database) -> None:
    room = Room(database)
    room.choose(room.asked, "none")
    room.do(room.asked, NoticesChosen("ends"))
    told = Digest((Piece(3, "told", words("Parking."), "Parking.", 5),))
    room.do(room.nurse, events.DigestChanged(MEETING, 0, told))
    room.do(room.nurse, events.DigestApproved(MEETING, 1, told))
    assert room.asked in room.told()
    assert {row.asks_heard for row in room.rows(tables.notice)} == {False}


def test_a_group_is_followed_and_left(database: Database) -> None:
    room = Room(database, grouped=True)
    follower, outside, *_ = room.readers
    ((group, *_),) = room.find(follower, GroupsToFollow())
    room.do(follower, events.GroupFollowed(group))
    assert room.find(follower, GroupsToFollow()) == ((group, "Lung", True),)
    room.send()
    assert room.told() == {follower}
    assert room.find(outside, TheDigest(MEETING)) is None
    room.do(follower, events.GroupFollowed(group, follows=False))
    assert room.find(follower, GroupsToFollow()) == ((group, "Lung", False),)
    room.do(outside, events.GroupFollowed(999_999))
    assert room.rows(tables.follow) == []


@pytest.mark.parametrize(
    ("kind", "line", "read"),
    [
        ("decided", "Decision: Parking stays free.", "Parking stays free."),
        ("decided", "DECISION 3.2 - Parking stays free.", "Parking stays free."),
        ("decided", "Agreed that parking stays free.", "Agreed that parking stays free."),
        ("promised", "Action: ST to bring figures.", "ST to bring figures."),
        ("promised", "Action-packed day: ST came.", "Action-packed day: ST came."),
        ("next", "Next meeting: 14 April.", "14 April."),
        ("asked", "Members: please use a permit.", "please use a permit."),
        ("told", "Action: nothing.", "Action: nothing."),
        ("decided", "Decision:", "Decision:"),
    ],
)  # fmt: skip
def test_what_minutes_write_before_a_line_is_not_read_beside_our_own_label(
    kind: str, line: str, read: str
) -> None:
    assert without_label(kind, line) == read
